"""The command line's part of accounts: the first agency, its divisions, and its people."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import services
from app.accounts.forms import NewPersonForm
from app.accounts.models import Agency, Division
from app.accounts.rules import ORG_CODE, SYSTEM, Role
from app.lib.clock import system_clock
from app.lib.db import open_database
from app.lib.errors import FormInvalid
from app.lib.forms import parse
from app.lib.i18n import gettext
from app.lib.settings import Settings


@click.command(name="create-agency")
@click.option("--code", required=True, help="Short Latin code, unique in this installation.")
@click.option("--name", required=True, help="Official name.")
@click.option("--name-en", default="", help="The same in English.")
@click.option("--org-code", default="", help="Its code in index numbers (索引号), such as MB2F300040.")
@click.option("--division", "divisions", multiple=True, required=True, help="A division; may be given several times.")
@click.pass_obj
def create_agency(
    settings: Settings, code: str, name: str, name_en: str, org_code: str, divisions: tuple[str, ...]
) -> None:
    """Set up a public body with its divisions."""
    if org_code:
        _check_org_code(org_code)

    async def work(db: AsyncSession, now: datetime) -> None:
        agency_id = await services.create_agency(
            db, name=name, name_en=name_en or name, code=code, org_code=org_code, actor=SYSTEM, now=now
        )
        for division in divisions:
            await services.create_division(db, agency_id, name=division, name_en=division, actor=SYSTEM, now=now)

    _run(settings, work)
    click.echo(f"{name}: {', '.join(divisions)}")


@click.command(name="set-org-code")
@click.argument("org_code")
@click.option("--agency", "code", required=True, help="Code of the agency.")
@click.pass_obj
def set_org_code(settings: Settings, org_code: str, code: str) -> None:
    """Say by which code the index numbers of an agency begin; numbers that were given stay."""
    _check_org_code(org_code)

    async def work(db: AsyncSession, _now: datetime) -> None:
        agency = (await db.execute(select(Agency).where(Agency.code == code.lower()))).scalar_one_or_none()
        if agency is None:
            raise click.UsageError(f"There is no agency {code!r}.")
        agency.org_code = org_code

    _run(settings, work)
    click.echo(f"{code}  {org_code}")


def _check_org_code(org_code: str) -> None:
    if not ORG_CODE.fullmatch(org_code):
        raise click.UsageError("An organisation code has 8 to 18 digits and capital letters, such as MB2F300040.")


@click.command(name="create-person")
@click.argument("username")
@click.option("--agency", "code", required=True, help="Code of the agency.")
@click.option("--name", "full_name", required=True, help="Full name.")
@click.option("--division", required=True, help="Name of the division.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.pass_obj
def create_person(
    settings: Settings, username: str, code: str, full_name: str, division: str, roles: tuple[str, ...]
) -> None:
    """Add a person, such as the first sysadmin; prints a temporary password once."""
    password = services.make_password()
    password_hash = asyncio.run(services.hash_password(password))

    async def work(db: AsyncSession, now: datetime) -> None:
        agency_id, division_id = await _find_division(db, code, division)
        typed = {"username": username, "full_name": full_name, "division_id": str(division_id), "roles": list(roles)}
        form = parse(typed, NewPersonForm)
        await services.create_person(db, agency_id, form, password_hash=password_hash, actor=SYSTEM, now=now)

    _run(settings, work)
    click.echo(f"{username}  {password}")


async def _find_division(db: AsyncSession, code: str, division: str) -> tuple[UUID, UUID]:
    query = (
        select(Agency.id, Division.id)
        .join(Division, Division.agency_id == Agency.id)
        .where(Agency.code == code.lower(), Division.name == division)
    )
    found = (await db.execute(query)).tuples().one_or_none()
    if found is None:
        raise click.UsageError(f"There is no division {division!r} of an agency {code!r}.")
    return found


def _run(settings: Settings, work: Callable[[AsyncSession, datetime], Awaitable[None]]) -> None:
    async def run() -> None:
        database = open_database(settings)
        try:
            async with database.write() as db:
                await work(db, system_clock())
        finally:
            await database.close()

    try:
        asyncio.run(run())
    except FormInvalid as error:
        raise click.UsageError(" ".join(gettext(one.message, **one.params) for one in error.errors)) from error
