"""The calendar for commands that must work anywhere: the installation's, where there is one, else the program's own.

Reads without keys, without settings and without making anything; a database that is not there is no fault.
"""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy import create_engine, make_url, select
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.lib.settings import find_database
from app.workdays.models import CalendarDay, CalendarYear
from app.workdays.packaged import packaged_calendar
from app.workdays.rules import Calendar


class CalendarSource(StrEnum):
    """Which calendar was used."""

    INSTALLATION = "installation"
    PACKAGE = "package"
    UNREADABLE = "unreadable"
    """There is an installation, but its calendar cannot be read: the program's own was used instead."""


def find_calendar() -> tuple[Calendar, CalendarSource]:
    """The calendar, and which it is. Years that the installation does not have come from the program."""
    engine = None
    try:
        address = find_database()
        engine = _engine(make_url(address)) if address else None
        if engine is None:
            return packaged_calendar(), CalendarSource.PACKAGE
        return with_package(_read(engine)), CalendarSource.INSTALLATION
    except (SQLAlchemyError, OSError, ValueError):
        return packaged_calendar(), CalendarSource.UNREADABLE
    finally:
        if engine is not None:
            engine.dispose()


def with_package(own: Calendar) -> Calendar:
    """The installation's years, and the program's for all others."""
    known = packaged_calendar()
    named = {day: value for day, value in known.named.items() if day.year not in own.published}
    notes = {day: note for day, note in known.notes.items() if day.year not in own.published}
    return replace(
        own,
        named=named | dict(own.named),
        notes=notes | dict(own.notes),
        published=known.published | own.published,
    )


def _engine(url: URL) -> Engine | None:
    """None where the database of SQLite was not made yet. It is opened so that nothing can be made or changed."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url.set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": 3})
    path = Path(url.database or "").absolute()
    if not path.is_file():
        return None
    return create_engine(URL.create("sqlite", database=f"file:{path}", query={"mode": "ro", "uri": "true"}))


def _read(engine: Engine) -> Calendar:
    with engine.connect() as db:
        days = db.execute(select(CalendarDay.day, CalendarDay.is_workday, CalendarDay.note)).tuples().all()
        years = db.execute(select(CalendarYear.year)).scalars().all()
    return Calendar(
        named={day: is_workday for day, is_workday, _ in days},
        published=frozenset(years),
        notes={day: note for day, _, note in days if note},
    )
