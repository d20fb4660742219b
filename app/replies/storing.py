"""What was written of a reply, between its row and its content; the letter it would make."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Role
from app.applicants.rules import ApplicantKind
from app.files.models import StoredFile
from app.letters.queries import get_head
from app.letters.rules import LetterContent
from app.receipts.models import Receipt
from app.replies.approval import chain_for
from app.replies.facts import ReplyContent
from app.replies.models import Reply, ReplyFile, ReplyVersion
from app.replies.rules import Basis, ReplyKind, Resolution
from app.replies.wording import Courts, make_wording, suggest_body
from app.requests.models import InformationRequest
from app.requests.queries import get_application


def pack(content: ReplyContent) -> str:
    """Facts and edited text as they are stored; kind, bases and files have columns of their own."""
    kept = {name: value.strip() for name, value in content.facts.items() if value.strip()}
    body = content.body.strip()
    own = "" if body == suggest_body(content) else body  # follows the facts until somebody edits it
    return msgspec.json.encode({"facts": kept, "body": own}, order="deterministic").decode()


def unpack(row: Reply | ReplyVersion, files: Sequence[str] = ()) -> ReplyContent:
    """The content of a row, with the titles of its files."""
    kept: Mapping[str, Any] = msgspec.json.decode(row.content) if row.content else {"facts": {}, "body": ""}
    return ReplyContent(
        kind=ReplyKind(row.kind),
        facts=kept["facts"],
        bases=tuple(Basis(one) for one in row.bases),
        body=kept["body"],
        files=tuple(files),
        is_override=row.is_override if isinstance(row, Reply) else False,
    )


async def list_files(db: AsyncSession, reply: Reply) -> list[tuple[ReplyFile, StoredFile]]:
    """The files of a reply in the order in which they were added."""
    query = (
        select(ReplyFile, StoredFile)
        .join(StoredFile, StoredFile.id == ReplyFile.file_id)
        .where(ReplyFile.reply_id == reply.id)
        .order_by(ReplyFile.id)
    )
    return [(file, stored) for file, stored in (await db.execute(query)).tuples()]


async def read_content(db: AsyncSession, reply: Reply) -> ReplyContent:
    """What the letter is made from, files included."""
    return unpack(reply, [file.title for file, _stored in await list_files(db, reply)])


async def compute_digest(db: AsyncSession, reply: Reply) -> str:
    """One word for all that a reviewer sees: it changes with every word and every file."""
    files = sorted((stored.digest, file.title) for file, stored in await list_files(db, reply))
    seen = [reply.kind, sorted(reply.bases), reply.is_override, reply.content, files]
    return hashlib.sha256(msgspec.json.encode(seen)).hexdigest()


def chain_of(reply: Reply) -> tuple[Role, ...]:
    """Who approves this reply, in order."""
    bases = [Basis(one) for one in reply.bases]
    has_division = reply.division_id is not None
    return chain_for(ReplyKind(reply.kind), bases, is_override=reply.is_override, has_division=has_division)


async def make_letter(
    db: AsyncSession,
    request: InformationRequest,
    content: ReplyContent,
    *,
    dated_on: date,
    published: Resolution | None = None,
) -> LetterContent:
    """The letter to this applicant: what it will say when it is issued, and what a preview shows."""
    application, applicant = await get_application(db, request.application_id)
    head = await get_head(db, request.agency_id)
    number = request.register_no or await db.scalar(select(Receipt.number).where(Receipt.id == application.receipt_id))
    you = "您" if applicant.kind == ApplicantKind.NATURAL_PERSON else "你单位"
    words = make_wording(content, you=you, courts=Courts(head.organ, head.court), published=published)
    return LetterContent(
        title=words.title,
        addressee=applicant.name,
        received_on=request.received_on,
        request_no=number or "",
        quoted_request=request.description,
        paragraphs=words.paragraphs,
        legal_basis=words.legal_basis,
        decision=words.decision,
        remedy=words.remedy,
        attachments=tuple(content.files),
        contact=head.contact,
        dated_on=dated_on,
        you=you,
    )
