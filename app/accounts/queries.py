"""Reading people: who is signed in, and whom a sysadmin may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency, Division, Person
from app.accounts.rules import Actor, Role, may_manage_people, read_session_key
from app.lib.db import Database
from app.lib.errors import Forbidden, NotFound


@dataclass(frozen=True)
class PersonView:
    """One person as the sysadmin's pages show it."""

    id: UUID
    username: str
    full_name: str
    division_id: UUID | None
    division: str | None
    roles: list[str]
    is_active: bool
    must_change_password: bool
    locked_until: datetime | None
    signed_in_at: datetime | None


def make_actor(person: Person, division: str | None) -> Actor:
    """Who acts when this person does. Somebody with a temporary password has no rights until it is changed."""
    return Actor(
        kind="staff",
        id=person.id,
        name=person.full_name,
        agency_id=person.agency_id,
        division_id=person.division_id,
        division=division or "",
        roles=frozenset() if person.must_change_password else frozenset(Role(role) for role in person.roles),
        must_change_password=person.must_change_password,
    )


async def get_viewer(database: Database, session_key: str) -> Actor | None:
    """The signed-in person of a session; None when disabled since, or when the password was changed elsewhere."""
    if (known := read_session_key(session_key)) is None:
        return None
    query = (
        select(Person, Division.name)
        .outerjoin(Division, Division.id == Person.division_id)
        .join(Agency, Agency.id == Person.agency_id)
        .where(Person.id == known[0], Person.password_number == known[1], Person.is_active, Agency.is_active)
    )
    async with database.read() as db:
        row = (await db.execute(query)).one_or_none()
        return make_actor(row[0], row[1]) if row else None


async def list_people(db: AsyncSession, viewer: Actor) -> list[PersonView]:
    """Everybody of the viewer's agency, active people first. Raises Forbidden for all but the sysadmin."""
    rows = await db.execute(_people(viewer).order_by(Person.is_active.desc(), Person.username))
    return [PersonView(*row) for row in rows]


async def get_person(db: AsyncSession, person_id: UUID, viewer: Actor) -> PersonView:
    """One person of the viewer's agency. Raises NotFound, and Forbidden for all but the sysadmin."""
    row = (await db.execute(_people(viewer).where(Person.id == person_id))).one_or_none()
    if row is None:
        raise NotFound
    return PersonView(*row)


async def list_divisions(db: AsyncSession, agency_id: UUID | None) -> list[dict[str, Any]]:
    """Divisions of an agency by name: id, name, name_en."""
    query = select(Division.id, Division.name, Division.name_en).where(Division.agency_id == agency_id)
    return [dict(row) for row in (await db.execute(query.order_by(Division.name))).mappings()]


def _people(viewer: Actor) -> Select[Any]:
    if not may_manage_people(viewer):
        raise Forbidden
    return (
        select(
            Person.id,
            Person.username,
            Person.full_name,
            Person.division_id,
            Division.name,
            Person.roles,
            Person.is_active,
            Person.must_change_password,
            Person.locked_until,
            Person.signed_in_at,
        )
        .outerjoin(Division, Division.id == Person.division_id)
        .where(Person.agency_id == viewer.agency_id)
    )


async def list_agencies(db: AsyncSession) -> list[Agency]:
    """The public bodies of this installation, for choices of the public (选择机关)."""
    return list(await db.scalars(select(Agency).where(Agency.is_active).order_by(Agency.code)))
