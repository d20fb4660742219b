"""Who approves a reply, in which order (签审), domain.md 14. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.rules import Actor, Role
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.replies.rules import ART14, Basis, ReplyKind

LEGAL_KINDS = frozenset({ReplyKind.DENIED, ReplyKind.PARTIAL, ReplyKind.ABUSIVE, ReplyKind.FEE_UNPAID})
"""Refusals, and what may end before the court: the legal division reads them."""


class Decision(StrEnum):
    """What a reviewer does (签审结果)."""

    APPROVE = "approve"
    RETURN = "return"


DECISION_LABELS = {Decision.APPROVE: _("Approved"), Decision.RETURN: _("Returned")}

STEP_ABOUT = {
    Role.DIVISION_HEAD: _("Content: is it right and complete?"),
    Role.OPENNESS_OFFICER: _("Form, period, remedies, conversion"),
    Role.SECRECY_REVIEWER: _("Secrecy: nothing is released before this review (art. 17)"),
    Role.LEGAL_REVIEWER: _("Legality: clause and reasons"),
    Role.OPENNESS_CHIEF: _("The openness office answers for it"),
    Role.BUREAU_LEADER: _("Decision of the leadership"),
}
"""What each reviewer looks at."""


class NotApproved(Refused):
    code = "E_REPLY_REVIEW"
    message = _("The reply is released only after every reviewer has approved it.")


class ReplyChanged(Refused):
    """Nobody decides on what he has not seen."""

    code = "E_REPLY_STALE"
    message = _("The reply has changed since you opened the page. Look at it again, then decide.")


class WrongReplyState(Refused):
    code = "E_REPLY_STATE"
    message = _("The reply is not in a state for this. The page shows where it stands.")


class OwnReply(Refused):
    """Four eyes (四眼原则)."""

    code = "E_REPLY_OWN"
    message = _("You wrote this reply: somebody else approves it.")


class SignedAlready(Refused):
    code = "E_REPLY_SIGNED"
    message = _("You have signed an earlier step of this reply: somebody else takes this one.")


class NotYourStep(Refused):
    code = "E_REPLY_STEP"
    message = _("This step is for {role}. Who stands in says for whom and why.")


class NoDelegation(Refused):
    code = "E_REPLY_DELEGATION"
    message = _("Only somebody with the same role, or the head, may stand in here.")


@dataclass(frozen=True)
class Deputy:
    """Somebody who decides in the place of another (代签): for whom, and why."""

    person_id: UUID
    name: str
    division_id: UUID | None
    roles: frozenset[Role]
    reason: str


def chain_for(
    kind: ReplyKind, bases: Collection[Basis] = (), *, is_override: bool = False, has_division: bool = True
) -> tuple[Role, ...]:
    """The steps of this reply in their order. Secrecy and the chief read every one.

    Without a division the openness office wrote it itself, so its first two steps fall away.
    """
    steps = [Role.DIVISION_HEAD, Role.OPENNESS_OFFICER] if has_division else []
    steps.append(Role.SECRECY_REVIEWER)
    if kind in LEGAL_KINDS or is_override:
        steps.append(Role.LEGAL_REVIEWER)
    steps.append(Role.OPENNESS_CHIEF)
    is_grave = kind is ReplyKind.DENIED and not ART14.isdisjoint(bases)
    if is_grave or is_override or kind is ReplyKind.FEE_UNPAID:
        steps.append(Role.BUREAU_LEADER)
    return tuple(steps)


def next_step(chain: Sequence[Role], approved: Sequence[Role]) -> Role | None:
    """The first step that nobody has approved in this round; None when the chain is complete."""
    return next((step for step in chain if step not in approved), None)


def fits(step: Role, roles: Collection[Role], person_division: UUID | None, division_id: UUID | None) -> bool:
    """Whether somebody takes this step in his own right: a head only for his own division."""
    return step in roles and (step is not Role.DIVISION_HEAD or division_id in (None, person_division))


def check_reviewer(
    actor: Actor,
    step: Role,
    *,
    division_id: UUID | None,
    authors: Collection[UUID],
    signed: Collection[UUID],
    deputy: Deputy | None,
) -> None:
    """Whether the actor may decide at this step. `authors` wrote any of its versions, `signed` approved earlier steps.

    Raises OwnReply, SignedAlready, NotYourStep or NoDelegation.
    """
    if actor.id is None or actor.id in authors:
        raise OwnReply
    if actor.id in signed:
        raise SignedAlready
    if fits(step, actor.roles, actor.division_id, division_id):
        return
    if deputy is None:
        raise NotYourStep(role=step)
    if not fits(step, deputy.roles, deputy.division_id, division_id) or not deputy.reason.strip():
        raise NoDelegation
    is_same_role = step in actor.roles
    is_head = Role.DIVISION_HEAD in actor.roles and actor.division_id == deputy.division_id
    is_chief = Role.OPENNESS_CHIEF in actor.roles and step is Role.OPENNESS_OFFICER
    if not (is_same_role or is_head or is_chief or Role.BUREAU_LEADER in actor.roles):
        raise NoDelegation
