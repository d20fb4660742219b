"""Writing a reply and sending it to the reviewers. The caller holds the lock of the request."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.accounts.models import Person
from app.accounts.rules import Actor, Role
from app.files.models import StoredFile
from app.files.services import remove_file, store_file
from app.files.store import FileStore
from app.history.services import record
from app.letters.rules import OutdatedPhrase, lint_letter
from app.lib.errors import Forbidden, NotFound
from app.replies.approval import WrongReplyState
from app.replies.facts import ReplyContent, check_content
from app.replies.lookup import find_reply, get_reply, is_overridden, list_batch
from app.replies.models import Reply, ReplyFile, ReplyVersion
from app.replies.rules import DISCLOSES, ReplyKind, ReplyState
from app.replies.storing import chain_of, compute_digest, pack, read_content
from app.replies.wording import make_wording
from app.requests.models import InformationRequest
from app.requests.rules import CLOSED_STATES, NOT_YET_RECEIVED, AlreadyReplied, RequestState, WrongMove
from app.requests.services import change_state

LONGEST_TITLE = 100
ENDED_BY_SILENCE = {
    RequestState.ABANDONED_NOT_CORRECTED: ReplyKind.NOT_CORRECTED,
    RequestState.ABANDONED_FEE: ReplyKind.FEE_UNPAID,
}
"""The request is closed already when its period runs out; the letter says so afterwards."""


async def draft_reply(
    db: AsyncSession,
    request: InformationRequest,
    content: ReplyContent,
    *,
    batch_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Reply:
    """Write the reply of a request (起草答复), or write it anew; the earlier text is kept. It need not be complete yet.

    What was with the reviewers comes back, and every approval begins anew. Files are added by `attach_file`.
    """
    if actor.id is None:
        raise Forbidden
    _check_open(request, content.kind)
    reply = await find_reply(db, request.id)
    packed = pack(content)
    if reply is None:
        reply = Reply(agency_id=request.agency_id, request_id=request.id, version=0, round=0)
    else:
        _check_not_issued(reply)
        if _says_the_same(reply, content, packed) and batch_id in (None, reply.batch_id):
            return reply
        _keep_version(db, reply)
    reply.division_id, reply.batch_id = await _division_of(db, request), batch_id
    reply.kind, reply.bases = content.kind.value, [basis.value for basis in content.bases]
    reply.content, reply.is_override = packed, content.is_override
    reply.version += 1
    reply.drafted_by_id, reply.drafted_at = actor.id, now
    await reopen_reply(db, request, reply, actor=actor, now=now)
    db.add(reply)
    reply.digest = ""
    await db.flush()
    reply.digest = await compute_digest(db, reply)
    record_reply(db, "draft_reply", reply, actor, now, version=reply.version, kind=reply.kind)
    await db.flush()
    return reply


async def draft_replies(
    db: AsyncSession,
    requests: Sequence[InformationRequest],
    content: ReplyContent,
    *,
    actor: Actor,
    now: datetime,
) -> list[Reply]:
    """The same words to many requests (批量答复): approved as one, each applicant gets his own letter."""
    batch_id = uuid7()
    replies = [await draft_reply(db, request, content, batch_id=batch_id, actor=actor, now=now) for request in requests]
    await _share_files(db, replies)
    for reply in replies:  # one head reads the words once
        reply.division_id = replies[0].division_id
        reply.digest = await compute_digest(db, reply)
    await db.flush()
    return replies


async def _share_files(db: AsyncSession, replies: Sequence[Reply]) -> None:
    """What goes with one of them goes with all."""
    rows = list(await db.scalars(select(ReplyFile).where(ReplyFile.reply_id.in_([one.id for one in replies]))))
    known = {(row.reply_id, row.file_id) for row in rows}
    for row in {row.file_id: row for row in rows}.values():
        db.add_all(
            ReplyFile(reply_id=reply.id, file_id=row.file_id, title=row.title, is_redacted=row.is_redacted)
            for reply in replies
            if (reply.id, row.file_id) not in known
        )
    await db.flush()


async def attach_file(
    db: AsyncSession,
    store: FileStore,
    request: InformationRequest,
    *,
    name: str,
    data: bytes,
    title: str = "",
    is_redacted: bool = False,
    actor: Actor,
    now: datetime,
) -> ReplyFile:
    """Add a file to the reply (添加答复附件). Its name may say who somebody is, so the store gets one without meaning.

    Raises RefusedFile.
    """
    reply = await get_reply(db, request.id)
    _check_not_issued(reply)
    stem, _dot, ending = name.rpartition(".")
    stored = await store_file(
        db, store, f"reply.{ending.lower()}", data, sealed=True, agency_id=request.agency_id, actor=actor, now=now
    )
    title = (title or stem or ending)[:LONGEST_TITLE]
    for one in await list_batch(db, reply):
        file = ReplyFile(reply_id=one.id, file_id=stored.id, title=title, is_redacted=is_redacted)
        db.add(file)
        await _files_changed(db, one, actor=actor, now=now)
        record_reply(db, "attach_file", one, actor, now, file=str(stored.id))
    return file


async def detach_file(
    db: AsyncSession, request: InformationRequest, file_id: UUID, *, actor: Actor, now: datetime
) -> None:
    """Take a file away from the reply (移除答复附件). Raises NotFound."""
    reply = await get_reply(db, request.id)
    _check_not_issued(reply)
    batch = await list_batch(db, reply)
    query = select(ReplyFile).where(ReplyFile.file_id == file_id, ReplyFile.reply_id.in_([one.id for one in batch]))
    rows = list(await db.scalars(query))
    if not rows:
        raise NotFound
    for row in rows:
        await db.delete(row)
    await db.flush()
    if not (await db.scalars(select(ReplyFile.id).where(ReplyFile.file_id == file_id).limit(1))).first():
        await remove_file(db, await db.get_one(StoredFile, file_id), actor=actor, now=now)
    for one in batch:
        await _files_changed(db, one, actor=actor, now=now)
        record_reply(db, "detach_file", one, actor, now, file=str(file_id))


async def submit_reply(db: AsyncSession, request: InformationRequest, *, actor: Actor, now: datetime) -> Reply:
    """Send a complete reply to the reviewers (提交审核), with all that are answered in the same words.

    Raises BasisMissing, AgencyMissing, RemedyUnfit, FormInvalid with what is missing, OutdatedPhrase, WrongReplyState.
    """
    reply = await get_reply(db, request.id)
    if reply.state != ReplyState.DRAFTING:
        raise WrongReplyState
    content = await read_content(db, reply)
    check_content(content)
    words = make_wording(content)
    if found := lint_letter("\n".join([*words.paragraphs, words.decision, *words.legal_basis])):
        raise OutdatedPhrase(phrases="、".join(found))
    for one in await list_batch(db, reply):
        of = await db.get_one(InformationRequest, one.request_id)
        await _to_reviewers(db, of, actor=actor, now=now)
        if content.kind in DISCLOSES and not one.is_override and await is_overridden(db, of.id):
            one.is_override = True
            one.digest = await compute_digest(db, one)
        one.state, one.next_role = ReplyState.UNDER_REVIEW.value, chain_of(one)[0].value
        one.round += 1
        one.submitted_by_id, one.submitted_at = actor.id, now
        record_reply(db, "submit_reply", one, actor, now, version=one.version, round=one.round)
    await db.flush()
    return reply


async def back_to_drafting(
    db: AsyncSession, request: InformationRequest, reply: Reply, *, actor: Actor, now: datetime
) -> None:
    """The reply is written on: nobody's approval counts any more."""
    reply.state, reply.next_role = ReplyState.DRAFTING.value, None
    if request.state == RequestState.UNDER_REVIEW:
        await change_state(db, request, RequestState.IN_PROCESS, actor=actor, now=now)


async def _division_of(db: AsyncSession, request: InformationRequest) -> UUID | None:
    """The division whose head approves. One that has no head leaves it to the openness office."""
    people = await db.scalars(select(Person).where(Person.division_id == request.division_id, Person.is_active))
    return request.division_id if any(Role.DIVISION_HEAD in person.roles for person in people) else None


def _says_the_same(reply: Reply, content: ReplyContent, packed: str) -> bool:
    said = (content.kind, [basis.value for basis in content.bases], content.is_override, packed)
    return (reply.kind, reply.bases, reply.is_override, reply.content) == said


async def reopen_reply(
    db: AsyncSession, request: InformationRequest, reply: Reply, *, actor: Actor, now: datetime
) -> None:
    if reply.state in (ReplyState.UNDER_REVIEW, ReplyState.APPROVED):
        record_reply(db, "reopen_reply", reply, actor, now, round=reply.round)
    await back_to_drafting(db, request, reply, actor=actor, now=now)


async def _files_changed(db: AsyncSession, reply: Reply, *, actor: Actor, now: datetime) -> None:
    request = await db.get_one(InformationRequest, reply.request_id)
    await reopen_reply(db, request, reply, actor=actor, now=now)
    await db.flush()
    reply.digest = await compute_digest(db, reply)


async def _to_reviewers(db: AsyncSession, request: InformationRequest, *, actor: Actor, now: datetime) -> None:
    """A case that waited for something in vain is worked on again, then reviewed. One that ended so stays ended."""
    if request.state in ENDED_BY_SILENCE:
        return
    if request.state in (RequestState.CORRECTION_PENDING, RequestState.FEE_PENDING):
        await change_state(db, request, RequestState.IN_PROCESS, actor=actor, now=now)
    await change_state(db, request, RequestState.UNDER_REVIEW, actor=actor, now=now)


def _keep_version(db: AsyncSession, reply: Reply) -> None:
    db.add(
        ReplyVersion(
            reply_id=reply.id,
            version=reply.version,
            kind=reply.kind,
            bases=reply.bases,
            content=reply.content,
            drafted_by_id=reply.drafted_by_id,
            drafted_at=reply.drafted_at,
        )
    )


def _check_open(request: InformationRequest, kind: ReplyKind) -> None:
    if ENDED_BY_SILENCE.get(RequestState(request.state)) is kind:
        return
    if request.state in CLOSED_STATES:
        raise AlreadyReplied
    if request.state in NOT_YET_RECEIVED:
        raise WrongMove


def _check_not_issued(reply: Reply) -> None:
    if reply.state == ReplyState.ISSUED:
        raise WrongReplyState


def record_reply(db: AsyncSession, verb: str, reply: Reply, actor: Actor, now: datetime, **details: object) -> None:
    """One act on a reply, in the record of its request."""
    subject = f"request:{reply.request_id}"
    record(db, f"reply:{verb}", subject, agency_id=reply.agency_id, actor=actor, now=now, **details)
