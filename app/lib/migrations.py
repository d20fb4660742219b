"""Bringing a database to the newest schema, from the command line, at the start of the demo, and in tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url

ROOT = Path(__file__).parents[2] / "migrations"


def sync_url(url: str) -> str:
    """The same database for a program that does not wait: pysqlite or psycopg."""
    kind = make_url(url).get_backend_name()
    driver = "sqlite" if kind == "sqlite" else "postgresql+psycopg"
    return make_url(url).set(drivername=driver).render_as_string(hide_password=False)


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.set_main_option("version_locations", str(ROOT))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = sync_url(url)
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Apply every migration that is missing."""
    if (path := make_url(url).database) and make_url(url).get_backend_name() == "sqlite":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(alembic_config(url), revision)


def newest() -> str:
    """The revision that this code expects."""
    head = ScriptDirectory.from_config(alembic_config("sqlite://")).get_current_head()
    assert head is not None, "there are no migrations"
    return head


def current(url: str) -> str | None:
    """The revision that a database is at; None when it is empty. Raises when it cannot be reached."""
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
