"""Reading the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor, Role
from app.lib.errors import Forbidden
from app.notices.models import Mail
from app.notices.rules import MailState, mask_address, state_of

PAGE = 50

_STATES: dict[MailState, ColumnElement[bool]] = {
    MailState.WAITING: Mail.sent_at.is_(None) & Mail.next_try_at.is_not(None),
    MailState.SENT: Mail.sent_at.is_not(None),
    MailState.FAILED: Mail.sent_at.is_(None) & Mail.next_try_at.is_(None),
}


@dataclass(frozen=True)
class MailView:
    """One mail as the staff see it: never the whole address."""

    id: UUID
    to: str
    subject: str
    state: MailState
    posted_at: datetime
    sent_at: datetime | None
    next_try_at: datetime | None
    tries: int
    last_error: str


async def list_mails(
    db: AsyncSession, viewer: Actor, *, state: MailState | None = None, page: int = 1
) -> list[MailView]:
    """Mails of the viewer's agency, newest first. Raises Forbidden for other roles."""
    _check_viewer(viewer)
    query = select(Mail).where(Mail.agency_id == viewer.agency_id).order_by(Mail.id.desc())
    if state is not None:
        query = query.where(_STATES[state])
    mails = await db.scalars(query.limit(PAGE).offset((page - 1) * PAGE))
    return [_view(mail) for mail in mails]


async def count_mails(db: AsyncSession, viewer: Actor) -> dict[MailState, int]:
    """How many of the agency's mails are in each state. Raises Forbidden for other roles."""
    _check_viewer(viewer)
    counts = {}
    for state, condition in _STATES.items():
        query = select(func.count()).select_from(Mail).where(Mail.agency_id == viewer.agency_id, condition)
        counts[state] = await db.scalar(query) or 0
    return counts


async def find_mails_due(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """For the sweep: one empty argument list when a mail is due, none otherwise."""
    return [()] if await db.scalar(select(Mail.id).where(Mail.next_try_at <= now).limit(1)) else []


def _view(mail: Mail) -> MailView:
    return MailView(
        mail.id,
        mask_address(mail.to),
        mail.subject,
        state_of(mail.sent_at, mail.next_try_at),
        mail.posted_at,
        mail.sent_at,
        mail.next_try_at,
        mail.tries,
        mail.last_error,
    )


def _check_viewer(viewer: Actor) -> None:
    if not viewer.has(Role.SYSADMIN, Role.OPENNESS_OFFICER):
        raise Forbidden
