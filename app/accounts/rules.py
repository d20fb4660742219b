"""Roles (角色) and actors: who is acting, for which agency and division, and what the role allows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.lib.errors import FormInvalid, Refused
from app.lib.i18n import gettext_noop as _

MAX_FAILED_TRIES = 5
LOCK_TIME = timedelta(minutes=15)
MIN_PASSWORD_LENGTH = 10
ORG_CODE = re.compile(r"[0-9A-Z]{8,18}(-[A-Z])?")
"""组织机构代码 or 统一社会信用代码, as it heads index numbers (索引号)."""


class Role(StrEnum):
    """Roles of the staff (角色), domain.md 0.3. A person may hold several."""

    DIVISION_CLERK = "division_clerk"
    DIVISION_HEAD = "division_head"
    OFFICE_CLERK = "office_clerk"
    OPENNESS_OFFICER = "openness_officer"
    OPENNESS_CHIEF = "openness_chief"
    BUREAU_LEADER = "bureau_leader"
    LEGAL_REVIEWER = "legal_reviewer"
    SECRECY_REVIEWER = "secrecy_reviewer"
    MEETING_SECRETARY = "meeting_secretary"
    ASSESSOR = "assessor"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"


SEES_ALL_DIVISIONS = frozenset({Role.OPENNESS_OFFICER, Role.OPENNESS_CHIEF, Role.AUDITOR})
"""These see every division of their agency; everybody else sees the own division only."""

SEES_NO_CITIZENS = frozenset({Role.SYSADMIN})
"""Manages people and sees no citizen's data."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person, a citizen, or the system itself (a job)."""

    kind: str
    """``staff``, ``citizen`` or ``system``."""
    id: UUID | None = None
    name: str = ""
    agency_id: UUID | None = None
    division_id: UUID | None = None
    division: str = ""
    roles: frozenset[Role] = frozenset()
    must_change_password: bool = False
    """Signed in with a temporary password: nothing but changing it is possible."""

    def has(self, *roles: Role) -> bool:
        """Whether the person holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def sees_all_divisions(self) -> bool:
        return not self.roles.isdisjoint(SEES_ALL_DIVISIONS)

    @property
    def is_sysadmin(self) -> bool:
        return Role.SYSADMIN in self.roles


CITIZEN = Actor(kind="citizen")
SYSTEM = Actor(kind="system", name="system")


ROLE_LABELS: Mapping[Role, str] = {
    Role.DIVISION_CLERK: _("Division clerk"),
    Role.DIVISION_HEAD: _("Division head"),
    Role.OFFICE_CLERK: _("Office clerk"),
    Role.OPENNESS_OFFICER: _("Openness officer"),
    Role.OPENNESS_CHIEF: _("Openness chief"),
    Role.BUREAU_LEADER: _("Bureau leader"),
    Role.LEGAL_REVIEWER: _("Legal reviewer"),
    Role.SECRECY_REVIEWER: _("Secrecy reviewer"),
    Role.MEETING_SECRETARY: _("Meeting secretary"),
    Role.ASSESSOR: _("Assessor"),
    Role.AUDITOR: _("Auditor"),
    Role.SYSADMIN: _("System administrator"),
}


class OwnAccount(Refused):
    """Nobody may give himself rights or lock himself out (三员 separation, GB/T 22239-2019)."""

    code = "E_OWN_ACCOUNT"
    message = "You cannot change the roles or the state of your own account."


def may_manage_people(actor: Actor) -> bool:
    """The system itself sets up an installation; afterwards the sysadmin manages people."""
    return actor.kind == "system" or actor.is_sysadmin


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether even the right password is refused now."""
    return locked_until is not None and now < locked_until


def after_wrong_password(failed_tries: int, now: datetime) -> tuple[int, datetime | None]:
    """Tries so far and the end of the lock, after one more wrong password on an account that is not locked.

    The fifth locks for 15 minutes; afterwards counting begins anew.
    """
    failed_tries += 1
    return (0, now + LOCK_TIME) if failed_tries >= MAX_FAILED_TRIES else (failed_tries, None)


def check_new_password(password: str, again: str, *, old: str, username: str) -> None:
    """Raises FormInvalid for a password that is short, known already, or was typed twice differently."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise FormInvalid.of(
            "new_password", _("The password needs at least {min} characters."), min=MIN_PASSWORD_LENGTH
        )
    if password.lower() == username.lower():
        raise FormInvalid.of("new_password", _("The password must not be the user name."))
    if password == old:
        raise FormInvalid.of("new_password", _("The new password must differ from the present one."))
    if password != again:
        raise FormInvalid.of("new_password_again", _("The two passwords differ."))


def session_key(person_id: UUID, password_number: int) -> str:
    """What a session keeps of the signed-in person: who, and with which of his passwords."""
    return f"{person_id}.{password_number}"


def read_session_key(key: str) -> tuple[UUID, int] | None:
    """Person and password number; None for anything else."""
    person_id, _dot, number = key.partition(".")
    try:
        return UUID(person_id), int(number)
    except ValueError:
        return None


def local_path(wanted: str, otherwise: str) -> str:
    """The wanted page if it is one of this site; a full address or ``//host`` would lead elsewhere."""
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_local and wanted.isprintable() and "\\" not in wanted else otherwise
