"""What may become public, and who must have looked at it. Pure."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.accounts.rules import Actor, Role
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.workdays.rules import Calendar, Due, add_workdays

MAX_REASON = 1000
SUGGESTION_WORKDAYS = 20
"""Within which a suggestion is reviewed (domain.md 2.6)."""


class Decision(StrEnum):
    """How a conversion was settled (转化决定)."""

    PUBLISHED = "published"
    NOT_CONVERTED = "not_converted"


class SuggestionState(StrEnum):
    """States of an applicant's suggestion (主动公开建议)."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


SUGGESTION_LABELS: Mapping[SuggestionState, str] = {
    SuggestionState.ACCEPTED: _("Accepted"),
    SuggestionState.REJECTED: _("Not accepted"),
}

CLEARERS = frozenset({Role.OPENNESS_OFFICER, Role.OPENNESS_CHIEF, Role.SECRECY_REVIEWER, Role.LEGAL_REVIEWER})
"""Who may clear what looks like personal data."""


class NotCleared(Refused):
    """Personal data is published only after two people looked at every place (domain.md 2.6, AT-43)."""

    code = "E_CONV_PII"
    message = _(
        "It may hold personal data, trade secrets or rights of third parties: two people must have cleared this "
        "very text before it becomes public."
    )


class NeverPublic(Refused):
    """Information about one person's social insurance, taxes, health, registration or credit (转化规则第七条)."""

    code = "E_CONV_PII"
    message = _("This is about one person ({classes}): it is never disclosed proactively, cleared or not.")


class AlreadyConverted(Refused):
    code = "E_CONV_DONE"
    message = _("This information is public already. The reply says where to find it.")


class NothingDrafted(Refused):
    code = "E_CONV_DRAFT"
    message = _("Please write down first what is to be published.")


class ClearedAlready(Refused):
    code = "E_CONV_CLEARED"
    message = _("You have cleared this text already. Somebody else must look at it too.")


class NotGrouped(Refused):
    code = "E_CONV_GROUP"
    message = _("This request is about the writer himself or not clear: it cannot be published for everybody.")


class AlreadyReviewed(Refused):
    code = "E_CONV_REVIEWED"
    message = _("This suggestion was reviewed already.")


class NoModel(Refused):
    code = "E_CONV_MODEL"
    message = _("No reply is drafted in this group yet. Draft one; it can then be used for all.")


def check_cleared(*, has_findings: bool, digest: str, cleared: Collection[tuple[str, UUID]]) -> None:
    """Raises NotCleared unless two people cleared this very text, where anything in it needs to be cleared."""
    people = {person for of, person in cleared if of == digest}
    if has_findings and len(people) < 2:
        raise NotCleared


def suggestion_due(calendar: Calendar, suggested_on: date) -> Due:
    """The last day on which a suggestion is reviewed in time."""
    return add_workdays(calendar, suggested_on, SUGGESTION_WORKDAYS)


def may_convert(actor: Actor) -> bool:
    """Who settles conversions: the openness office."""
    return actor.agency_id is not None and actor.has(Role.OPENNESS_OFFICER, Role.OPENNESS_CHIEF)


def may_clear(actor: Actor) -> bool:
    return actor.agency_id is not None and actor.has(*CLEARERS)
