"""Verbs of accounts. Hashing is slow on purpose: it happens before the transaction, never inside it."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import rules
from app.accounts.forms import NewPersonForm, PersonForm
from app.accounts.models import Agency, Division, Person
from app.accounts.queries import make_actor
from app.accounts.rules import SYSTEM, Actor
from app.history.services import record
from app.lib.db import Database, is_duplicate
from app.lib.errors import FieldError, Forbidden, FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _

_hasher = PasswordHasher()
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Proof:
    """What was found out about a password before the transaction that acts on it."""

    person_id: UUID | None
    username: str
    password_hash: str
    is_right: bool


@dataclass(frozen=True)
class SignedIn:
    session_key: str
    must_change_password: bool


async def hash_password(password: str) -> str:
    """Argon2id with the library's recommended cost; about 50 ms in a thread."""
    return await asyncio.to_thread(_hasher.hash, password)


def make_password() -> str:
    """A temporary password that can be read over the telephone."""
    return "-".join("".join(secrets.choice(READABLE) for _n in range(4)) for _group in range(3))


async def prove_password(
    database: Database, password: str, *, username: str = "", person_id: UUID | None = None
) -> Proof:
    """Compare a password with that of a person, named by user name or id.

    For a name that nobody has, a hash is computed all the same: neither the answer nor its time tells.
    """
    query = select(Person.id, Person.username, Person.password_hash)
    query = query.where(Person.id == person_id if person_id else Person.username == username.lower())
    async with database.read() as db:
        known = (await db.execute(query)).one_or_none()
    is_right = await asyncio.to_thread(_matches, known[2] if known else _nobodys_hash(), password)
    return Proof(known[0], known[1], known[2], is_right) if known else Proof(None, "", "", False)


async def sign_in(db: AsyncSession, proof: Proof, *, now: datetime) -> SignedIn | None:
    """Begin a session (登录). None when refused: wrong, unknown, disabled or locked; the caller commits in any case."""
    if (person := await _take(db, proof, now=now)) is None:
        return None
    person.signed_in_at = now
    record(
        db,
        "account:sign_in",
        f"person:{person.id}",
        agency_id=person.agency_id,
        actor=make_actor(person, None),
        now=now,
    )
    return SignedIn(rules.session_key(person.id, person.password_number), person.must_change_password)


def sign_out(db: AsyncSession, *, actor: Actor, now: datetime) -> None:
    """End a session (退出)."""
    record(db, "account:sign_out", f"person:{actor.id}", agency_id=actor.agency_id, actor=actor, now=now)


async def change_password(
    db: AsyncSession, proof: Proof, *, password_hash: str, actor: Actor, now: datetime
) -> str | None:
    """Take a new password (修改密码) and end all sessions; answers the key of the one that goes on.

    None when the present password was wrong: that counts like a wrong sign-in, so the caller commits.
    """
    if (person := await _take(db, proof, now=now)) is None:
        return None
    person.password_hash = password_hash
    person.password_number += 1
    person.must_change_password = False
    record(db, "account:change_password", f"person:{person.id}", agency_id=person.agency_id, actor=actor, now=now)
    return rules.session_key(person.id, person.password_number)


async def create_agency(
    db: AsyncSession, *, name: str, name_en: str, code: str, org_code: str = "", actor: Actor, now: datetime
) -> UUID:
    """Add a public body (行政机关); of the system only, when an installation is set up.

    Raises FormInvalid when the code is taken.
    """
    if actor.kind != "system":
        raise Forbidden
    agency = Agency(name=name, name_en=name_en, code=code.lower(), org_code=org_code)
    db.add(agency)
    try:
        await db.flush()
    except IntegrityError as error:
        if is_duplicate(error):
            raise FormInvalid.of("code", _("There is an agency {code} already."), code=agency.code) from error
        raise
    record(db, "account:create_agency", f"agency:{agency.id}", agency_id=agency.id, actor=actor, now=now)
    return agency.id


async def create_division(
    db: AsyncSession, agency_id: UUID, *, name: str, name_en: str, actor: Actor, now: datetime
) -> UUID:
    """Add a division (处室) to an agency."""
    _check_manager(actor, agency_id)
    division = Division(agency_id=agency_id, name=name, name_en=name_en)
    db.add(division)
    await db.flush()
    record(db, "account:create_division", f"division:{division.id}", agency_id=agency_id, actor=actor, now=now)
    return division.id


async def create_person(
    db: AsyncSession,
    agency_id: UUID,
    form: NewPersonForm,
    *,
    password_hash: str,
    must_change_password: bool = True,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Add a person (新增用户). Raises FormInvalid when the user name is taken."""
    _check_manager(actor, agency_id)
    await _check_division(db, agency_id, form)
    person = Person(
        agency_id=agency_id,
        division_id=form.division_id,
        username=form.username.lower(),
        full_name=form.full_name,
        password_hash=password_hash,
        must_change_password=must_change_password,
        roles=[role.value for role in form.roles],
    )
    db.add(person)
    try:
        await db.flush()
    except IntegrityError as error:
        if is_duplicate(error):
            raise _invalid(form, "username", _("This user name is taken.")) from error
        raise
    _record(db, "account:create_person", person, actor=actor, now=now, roles=person.roles)
    return person.id


async def change_person(db: AsyncSession, person_id: UUID, form: PersonForm, *, actor: Actor, now: datetime) -> None:
    """Change name, division and roles (变更用户). Raises NotFound, Forbidden, OwnAccount, FormInvalid."""
    person = await _get(db, person_id, actor)
    await _check_division(db, person.agency_id, form)
    roles = [role.value for role in form.roles]
    if person.id == actor.id and set(roles) != set(person.roles):
        raise rules.OwnAccount
    before = {"full_name": person.full_name, "division": str(person.division_id or ""), "roles": person.roles}
    person.full_name, person.division_id, person.roles = form.full_name, form.division_id, roles
    after = {"full_name": person.full_name, "division": str(person.division_id or ""), "roles": roles}
    _record(db, "account:change_person", person, actor=actor, now=now, before=before, after=after)


async def disable_person(db: AsyncSession, person_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take away the right to sign in (停用用户); open sessions end with the next page."""
    person = await _get_other(db, person_id, actor)
    person.is_active = False
    _record(db, "account:disable_person", person, actor=actor, now=now)


async def enable_person(db: AsyncSession, person_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Give it back (启用用户)."""
    person = await _get_other(db, person_id, actor)
    person.is_active = True
    _record(db, "account:enable_person", person, actor=actor, now=now)


async def reset_password(db: AsyncSession, person_id: UUID, *, password_hash: str, actor: Actor, now: datetime) -> str:
    """Give a new temporary password (重置密码); ends the person's sessions and any lock. Answers the full name."""
    person = await _get_other(db, person_id, actor)
    person.password_hash, person.must_change_password = password_hash, True
    person.password_number += 1
    person.failed_tries, person.locked_until = 0, None
    _record(db, "account:reset_password", person, actor=actor, now=now)
    return person.full_name


async def _take(db: AsyncSession, proof: Proof, *, now: datetime) -> Person | None:
    """The person, if the proof is right and counts now; else the wrong try is counted.

    The row is locked first, so that tries at the same moment are counted one after the other.
    """
    person = await db.scalar(select(Person).where(Person.id == proof.person_id).with_for_update())
    if person is None or not person.is_active or rules.is_locked(person.locked_until, now):
        return None
    if proof.is_right and proof.password_hash == person.password_hash:
        person.failed_tries, person.locked_until = 0, None
        return person
    person.failed_tries, person.locked_until = rules.after_wrong_password(person.failed_tries, now)
    if person.locked_until:
        until = person.locked_until.isoformat()
        _record(db, "account:lock", person, actor=SYSTEM, now=now, until=until)
    return None


async def _get(db: AsyncSession, person_id: UUID, actor: Actor) -> Person:
    person = await db.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if not rules.may_manage_people(actor):
        raise Forbidden
    if person is None or (actor.kind != "system" and person.agency_id != actor.agency_id):
        raise NotFound
    return person


async def _get_other(db: AsyncSession, person_id: UUID, actor: Actor) -> Person:
    if person_id == actor.id:
        raise rules.OwnAccount
    return await _get(db, person_id, actor)


def _check_manager(actor: Actor, agency_id: UUID) -> None:
    if not rules.may_manage_people(actor) or (actor.kind != "system" and actor.agency_id != agency_id):
        raise Forbidden


async def _check_division(db: AsyncSession, agency_id: UUID, form: PersonForm) -> None:
    if form.division_id is None:
        return
    query = select(Division.id).where(Division.id == form.division_id, Division.agency_id == agency_id)
    if await db.scalar(query) is None:
        raise _invalid(form, "division_id", _("Please choose a division of your own agency."))


def _invalid(form: PersonForm, field: str, message: str) -> FormInvalid:
    return FormInvalid([FieldError(field, message)], msgspec.to_builtins(form))


def _record(db: AsyncSession, verb: str, person: Person, *, actor: Actor, now: datetime, **details: object) -> None:
    record(db, verb, f"person:{person.id}", agency_id=person.agency_id, actor=actor, now=now, **details)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))
