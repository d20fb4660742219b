"""What was heard elsewhere (线下意见录入): at a symposium, in a letter, on the telephone; entered one by one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.comments.heard_forms import HeardForm
from app.comments.models import Comment
from app.comments.queries import OpenFor, find_source_refs
from app.comments.rules import Said, Target, Way, row_fault, shown_text
from app.comments.services import speaker_of
from app.comments.storing import comment_row, request_grouping, store_comments
from app.consultations.rules import GROUPING_STATES, METHOD_LABELS, Method, check_state
from app.history.services import record
from app.lib.clock import SHANGHAI, day_start, local_date
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.occasions.queries import list_held
from app.receipts.rules import ReceiptKind
from app.receipts.services import Issued, issue_receipt

ALONE = (Method.WRITTEN, Method.TELEPHONE, Method.MEDIA_COMMUNICATION, Method.QUESTIONNAIRE, Method.INTERVIEW)
"""Ways that need no occasion: a comment comes by itself."""
LAST = 10
REF = "heard:"


@dataclass(frozen=True)
class Choice:
    """One place where a comment may have been heard, as the form offers it."""

    value: str
    method: Method
    occasion_id: UUID | None = None
    held_on: date | None = None
    starts_at: str = ""

    def way(self, said_on: date | None, *, now: datetime) -> Way:
        """The way with its time: an occasion has its own, a letter has a day, and today is now."""
        if self.held_on is not None:
            hours, minutes = (int(part) for part in (self.starts_at or "12:00").split(":"))
            said_at = datetime.combine(self.held_on, time(hours, minutes), SHANGHAI)
            return Way(self.method, self.occasion_id, min(said_at, now))
        if said_on is None:
            return Way(self.method)
        noon = datetime.combine(said_on, time(12), SHANGHAI)
        return Way(self.method, None, now if said_on == local_date(now) else noon)


async def list_choices(db: AsyncSession, consultation_id: UUID) -> dict[str, Choice]:
    """The occasions that took place, then letters, calls and the other ways without one; by their value in forms."""
    found = [
        Choice(one["id"], Method(one["method"]), UUID(one["id"]), one["held_on"], one["starts_at"])
        for one in await list_held(db, consultation_id)
    ]
    return {one.value: one for one in [*found, *(Choice(method.value, method) for method in ALONE)]}


def find_choice(choices: Mapping[str, Choice], value: str) -> Choice:
    if value not in choices:
        raise FormInvalid.of("way", _("Please choose where it was heard."))
    return choices[value]


async def enter_heard(
    db: AsyncSession,
    consultation: OpenFor,
    choice: Choice,
    form: HeardForm,
    *,
    targets: Mapping[str, Target],
    locale: str,
    actor: Actor,
    now: datetime,
) -> Issued | None:
    """Enter one comment that was heard elsewhere (录入意见). With a receipt, where the person wants one.

    The same form sent twice stores nothing the second time and gives the same receipt.
    """
    check_state(consultation.state, GROUPING_STATES)
    way = choice.way(form.said_on, now=now)
    said_at = _check(consultation, form, way, targets, now)
    ref = f"{REF}{form.form_token}"
    issued = await _receipt(db, consultation, form, locale, now) if form.with_receipt else None
    if len(form.form_token) < 16 or await find_source_refs(db, consultation.id, [ref]):
        return issued
    row = comment_row(
        consultation, Said(form.text, form.clause), targets, speaker_of(form.speaker, way),
        said_at=said_at, now=now, method=way.method, source_ref=ref,
    )  # fmt: skip
    row |= {
        "occasion_id": way.occasion_id,
        "is_late": way.is_late(row["is_late"]),
        "receipt_id": issued.receipt_id if issued else None,
    }
    await store_comments(db, [row])
    record(
        db, "comment:enter_heard", f"comment:{row['id']}", agency_id=consultation.agency_id, actor=actor, now=now,
        method=way.method.value, occasion=str(way.occasion_id or ""), is_late=row["is_late"], receipt=bool(issued),
    )  # fmt: skip
    await request_grouping(db, consultation.id)
    return issued


def _check(consultation: OpenFor, form: HeardForm, way: Way, targets: Mapping[str, Target], now: datetime) -> datetime:
    """When it was said. Raises FormInvalid."""
    if form.clause and form.clause not in targets:
        raise FormInvalid.of("clause", _("This clause is not part of the draft. Please choose again."))
    if way.said_at is None:
        raise FormInvalid.of("said_on", _("Please choose the day on which it came."))
    opens_at = None if way.occasion_id else day_start(consultation.opens_on)
    if fault := row_fault(way.said_at, opens_at=opens_at, now=now):
        raise FormInvalid.of("said_on", fault)
    return way.said_at


async def _receipt(db: AsyncSession, consultation: OpenFor, form: HeardForm, locale: str, now: datetime) -> Issued:
    return await issue_receipt(
        db,
        agency_id=consultation.agency_id,
        kind=ReceiptKind.COMMENT,
        token=hashlib.sha256(f"{REF}{consultation.id}:{form.form_token}".encode()).hexdigest(),
        contact_email=None,
        locale=locale,
        now=now,
    )


async def list_entered(db: AsyncSession, consultation_id: UUID, choice: Choice | None) -> list[dict[str, Any]]:
    """The last comments of an occasion, or those entered by hand of one way or all; personal data masked."""
    query = (
        select(Comment.id, Comment.text, Comment.findings, Comment.clause_ref, Comment.method, Comment.received_at,
               Comment.visibility, Comment.is_late, Comment.receipt_id)
        .where(Comment.consultation_id == consultation_id)
        .order_by(Comment.id.desc())
        .limit(LAST)
    )  # fmt: skip
    if choice is not None and choice.occasion_id is not None:
        query = query.where(Comment.occasion_id == choice.occasion_id)  # also what came in a table
    else:
        query = query.where(Comment.source_ref.startswith(REF), Comment.occasion_id.is_(None))
        query = query.where(Comment.method == choice.method.value) if choice else query
    return [
        {
            **{name: row[name] for name in ("clause_ref", "received_at", "visibility", "is_late")},
            "text": shown_text(row["text"], row["findings"]),
            "method_label": METHOD_LABELS[Method(row["method"])],
            "has_receipt": row["receipt_id"] is not None,
        }
        for row in (await db.execute(query)).mappings()
    ]
