"""What the pages of a reply show: where it stands in its chain, what is missing, the letter, what may be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Person
from app.accounts.rules import ROLE_LABELS, Actor, Role
from app.letters.models import Letter
from app.letters.paper import compose
from app.letters.queries import get_head, list_services, read_letter
from app.letters.rules import LEGAL_VERSION, FrozenLetter, LetterKind
from app.lib.errors import DomainError, FormInvalid
from app.lib.i18n import gettext
from app.replies.approval import STEP_ABOUT, Deputy, NoDelegation, check_reviewer
from app.replies.drafting import list_batch
from app.replies.facts import FACTS, ReplyContent, check_content
from app.replies.models import Reply
from app.replies.queries import list_holders, list_reviews, list_versions
from app.replies.reviewing import list_authors
from app.replies.rules import DISCLOSES, ReplyKind, ReplyState
from app.replies.storing import chain_of, list_files, make_letter, unpack
from app.request_groups.reaching import find_trigger
from app.requests.models import InformationRequest

PREVIEW_NUMBER = "（预览，制发时编号）"


@dataclass(frozen=True)
class Turn:
    """What the viewer may do at the step whose turn it is."""

    may_sign: bool
    why_not: str
    stands_in_for: list[dict[str, str]]
    """Choices of a form: whose step it is, where the viewer may take it for them."""


async def show_reply(
    db: AsyncSession, request: InformationRequest, reply: Reply, viewer: Actor, *, today: date
) -> dict[str, Any]:
    """Everything that the page of a reply needs, in a fixed number of queries."""
    files = await list_files(db, reply)
    content = unpack(reply, [file.title for file, _stored in files])
    reviews = await list_reviews(db, reply)
    versions = await list_versions(db, reply)
    drafter = await db.get_one(Person, reply.drafted_by_id)
    letter = await db.get(Letter, reply.letter_id) if reply.letter_id else None
    frozen = read_letter(letter) if letter and letter.content else await preview(db, request, content, today=today)
    return {
        "reply": _row(reply) | {"drafted_by": drafter.full_name, "together": len(await list_batch(db, reply))},
        "chain": _chain(reply, reviews),
        "reviews": reviews,
        "versions": [{"version": v.version, "kind": v.kind, "at": v.drafted_at, "by": by} for v, by in versions],
        "missing": missing_of(content) if reply.state == ReplyState.DRAFTING else [],
        "files": [
            {"id": s.id, "title": f.title, "size": s.size, "kind": s.kind, "is_redacted": f.is_redacted}
            for f, s in files
        ],
        "letter": compose(frozen),
        "services": await list_services(db, letter.id) if letter else [],
        "must_settle": await _must_settle(db, reply, today),
        "turn": vars(await _turn(db, reply, reviews, viewer)),
    }


async def _must_settle(db: AsyncSession, reply: Reply, today: date) -> bool:
    """Whether the conversion is to be settled before this reply can be issued (AT-42)."""
    if reply.state != ReplyState.APPROVED or ReplyKind(reply.kind) not in DISCLOSES:
        return False
    return await find_trigger(db, [reply.request_id], on=today) is not None


async def preview(db: AsyncSession, request: InformationRequest, content: ReplyContent, *, today: date) -> FrozenLetter:
    """The letter as it would be issued today, without a number."""
    made = await make_letter(db, request, content, dated_on=today)
    head = await get_head(db, request.agency_id)
    return FrozenLetter(head.name, PREVIEW_NUMBER, LetterKind.REPLY, LEGAL_VERSION, made)


def missing_of(content: ReplyContent) -> list[str]:
    """Sentences on what the reply still lacks; none when it may be submitted."""
    try:
        check_content(content)
    except FormInvalid as invalid:
        labels = {one.name: one.label for one in FACTS[content.kind]}
        return [
            gettext("{field}: {sentence}", field=gettext(labels[e.field]), sentence=gettext(e.message))
            for e in invalid.errors
        ]
    except DomainError as refused:
        return [gettext(refused.message, **refused.params)]
    return []


def _row(reply: Reply) -> dict[str, Any]:
    names = ("state", "kind", "version", "digest", "drafted_at", "round", "next_role", "submitted_at", "issued_at",
             "is_late", "is_override", "letter_id", "annual_row")  # fmt: skip
    return {name: getattr(reply, name) for name in names}


def _chain(reply: Reply, reviews: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every step with its decision in the present round."""
    now = {row["role"]: row for row in reviews if row["round"] == reply.round}
    rows = []
    for step in chain_of(reply):
        done = now.get(step.value)
        is_next = reply.next_role == step.value
        state = done["decision"] if done else "next" if is_next else "later"
        rows.append({"role": step.value, "label": ROLE_LABELS[step], "about": STEP_ABOUT[step], "state": state,
                     "done": done})  # fmt: skip
    return rows


async def _turn(db: AsyncSession, reply: Reply, reviews: list[dict[str, Any]], viewer: Actor) -> Turn:
    nobody = Turn(may_sign=False, why_not="", stands_in_for=[])
    if reply.state != ReplyState.UNDER_REVIEW or reply.next_role is None or not viewer.has(*STEP_ABOUT):
        return nobody
    step = Role(reply.next_role)
    authors = await list_authors(db, reply)
    signed = {row["person_id"] for row in reviews if row["round"] == reply.round and row["decision"] == "approve"}

    def refusal(deputy: Deputy | None) -> DomainError | None:
        try:
            check_reviewer(viewer, step, division_id=reply.division_id, authors=authors, signed=signed, deputy=deputy)
        except DomainError as refused:
            return refused
        return None

    if refusal(None) is None:
        return Turn(may_sign=True, why_not="", stands_in_for=[])
    holders = [
        {"value": str(one.id), "text": one.full_name}
        for one in await list_holders(db, reply.agency_id, step)
        if one.id != viewer.id
        and refusal(Deputy(one.id, one.full_name, one.division_id, frozenset({step}), "?")) is None
    ]
    refused = refusal(None) or NoDelegation()
    return Turn(may_sign=False, why_not=_say(refused, step), stands_in_for=holders)


def _say(refused: DomainError, step: Role) -> str:
    return gettext(refused.message, role=gettext(ROLE_LABELS[step])) if refused.params else gettext(refused.message)
