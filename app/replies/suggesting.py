"""What speaks for a certain kind of reply (答复类型提示): earlier replies, public documents, notices that ended."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.disclosures.index_numbers import path_of
from app.disclosures.models import Disclosure
from app.letters.models import Letter
from app.lib.i18n import gettext
from app.proceedings.models import Proceeding
from app.proceedings.rules import Outcome
from app.replies.queries import list_earlier
from app.replies.rules import ReplyKind
from app.request_groups.queries import get_group_of
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
    """Entries of the catalogue: what became public because others asked for the same comes first (二（五）)."""
    filters = Filters(kind=SearchKind.DISCLOSURE, agency_id=request.agency_id)
    hits = (await find_public(db, words, filters=filters, limit=MOST)).hits
    group = await get_group_of(db, request.id)
    index_no = group.index_no if group is not None and group.converted_on is not None else None
    wanted = or_(Disclosure.id.in_([UUID(hit.ref) for hit in hits]), Disclosure.index_no == index_no)
    live = wanted & Disclosure.withdrawn_at.is_(None) & Disclosure.index_no.is_not(None)
    rows = {one.id: one for one in await db.scalars(select(Disclosure).where(live))}
    asked = [one.id for one in rows.values() if one.index_no == index_no]
    ordered = dict.fromkeys([*asked, *(UUID(hit.ref) for hit in hits)])
    return [_entry_hint(rows[one], is_asked=one in asked) for one in ordered if one in rows]


def _entry_hint(entry: Disclosure, *, is_asked: bool) -> Hint:
    index_no = entry.index_no or ""
    path = path_of(index_no)
    detail = gettext("{index}: others asked for the same, it is public since then", index=index_no)
    given = {"index_no": index_no, "url": path, "way": "本机关网站政府信息公开目录"}
    return Hint(ReplyKind.ALREADY_PUBLIC, entry.title, detail if is_asked else index_no, given, path)
