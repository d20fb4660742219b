"""What speaks for a certain kind of reply (答复类型提示): earlier replies, public documents, notices that ended."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.disclosures.models import Disclosure
from app.letters.models import Letter
from app.proceedings.models import Proceeding
from app.proceedings.rules import Outcome
from app.replies.queries import list_earlier
from app.replies.rules import ReplyKind
from app.request_groups.rules import Relation, relate
from app.requests.models import InformationRequest
from app.search.queries import find as find_public
from app.search.rules import Filters, SearchKind
from app.similarity.facts import Guard, read_facts

MOST = 5
ALIKE = (Relation.SAME, Relation.POSSIBLE)


@dataclass(frozen=True)
class Hint:
    """One suggestion: the kind, what it rests on, and the values that it would put into the form."""

    kind: ReplyKind
    text: str
    detail: str
    given: dict[str, str] = field(default_factory=dict)
    path: str = ""
    """Where to look at what it rests on."""


async def suggest(
    db: AsyncSession, request: InformationRequest, *, kind: ReplyKind | None = None, find: str = ""
) -> list[Hint]:
    """Suggestions for this request; with `kind` only those for it. `find` looks for other words in the catalogue."""
    hints: list[Hint] = []
    if kind in (None, ReplyKind.REPEAT):
        hints += await _repeats(db, request)
    hints += [one for one in await _notices(db, request) if kind in (None, one.kind)]
    if kind in (None, ReplyKind.ALREADY_PUBLIC):
        hints += await _public(db, request, find or request.title or request.doc_no or request.description)
    return hints


async def _repeats(db: AsyncSession, request: InformationRequest) -> list[Hint]:
    """Earlier replies to the same applicant about the same information (AT-37)."""
    asked = read_facts(request.description)
    found = []
    for one in await list_earlier(db, request):
        likeness = relate(asked, read_facts(one.description))
        # What concerns a person never joins across applicants; here it is the same one.
        if likeness.relation in ALIKE or (likeness.guards == (Guard.PERSON,) and likeness.score >= 0.5):
            given = {"earlier_no": one.number, "earlier_on": one.dated_on.isoformat()}
            path = f"/staff/requests/{one.request_id}"
            found.append(Hint(ReplyKind.REPEAT, one.number, one.title or one.description[:60], given, path))
    return found


_SPEAKS_FOR = {
    ("correction", "lapsed"): ReplyKind.NOT_CORRECTED,
    ("correction", "answered"): ReplyKind.STILL_UNCLEAR,
    ("fee", "lapsed"): ReplyKind.FEE_UNPAID,
    ("reasons", "answered"): ReplyKind.ABUSIVE,
    ("reasons", "lapsed"): ReplyKind.ABUSIVE,
}
"""What a notice and its end speak for (art. 30, 35, 42)."""


async def _notices(db: AsyncSession, request: InformationRequest) -> list[Hint]:
    """Notices to the applicant that ended: their numbers and days go into the reply."""
    query = select(Proceeding, Letter.number).join(Letter, Letter.id == Proceeding.letter_id)
    found = []
    for step, number in (await db.execute(query.where(Proceeding.request_id == request.id))).tuples():
        kind = _SPEAKS_FOR.get((step.kind, step.state))
        if kind is None or (step.kind == "reasons" and step.outcome == Outcome.REASONABLE):
            continue
        until = step.answer_by.isoformat() if step.answer_by else ""
        given = {"notice_no": number, "notice_on": step.opened_on.isoformat(), "answer_by": until}
        found.append(Hint(kind, number, until, given, f"/staff/letters/{step.letter_id}"))
    return found


async def _public(db: AsyncSession, request: InformationRequest, words: str) -> list[Hint]:
    filters = Filters(kind=SearchKind.DISCLOSURE, agency_id=request.agency_id)
    hits = (await find_public(db, words, filters=filters, limit=MOST)).hits
    ids = [UUID(hit.ref) for hit in hits]
    rows = {one.id: one for one in await db.scalars(select(Disclosure).where(Disclosure.id.in_(ids)))}
    return [
        Hint(
            ReplyKind.ALREADY_PUBLIC,
            rows[entry_id].title,
            rows[entry_id].index_no or "",
            {"index_no": rows[entry_id].index_no or "", "url": hit.path, "way": "本机关网站政府信息公开目录"},
            hit.path,
        )
        for entry_id, hit in zip(ids, hits, strict=True)
        if entry_id in rows
    ]
