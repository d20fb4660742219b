"""Roles (角色) and actors: who is acting, for which agency and division, and what the role allows."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

MAX_FAILED_TRIES = 5
LOCK_TIME = timedelta(minutes=15)
MIN_PASSWORD_LENGTH = 10


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
