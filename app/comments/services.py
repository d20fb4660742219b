"""The verbs of comments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT DO NOTHING is SQLite's too
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.comments.models import Comment, Support
from app.comments.queries import OpenFor, find_source_refs
from app.comments.rules import (
    Imported,
    ImportedRow,
    PersonBasis,
    Said,
    Speaker,
    Target,
    Way,
    check_supportable,
    row_fault,
)
from app.comments.storing import comment_row, request_grouping, store_comments
from app.consultations.rules import GROUPING_STATES, check_accepts_comments, check_state
from app.history.services import record, record_each
from app.lib.clock import day_start
from app.lib.crypto import keyed_hash
from app.lib.tables import Refusal
from app.receipts.rules import ReceiptKind
from app.receipts.services import Issued, issue_receipt


def person_of(device: str) -> Speaker:
    """Who speaks, as far as it is known: by the browser.

    The address that somebody typed names nobody before its reader has confirmed it: with any address that comes to
    mind one person would count as many, and with a neighbour's two as one.
    """
    return Speaker(keyed_hash("person", f"device:{device}"), PersonBasis.COOKIE)


async def submit_comment(
    db: AsyncSession,
    consultation: OpenFor,
    said: Sequence[Said],
    *,
    targets: Mapping[str, Target],
    speaker: Speaker,
    token: str,
    contact_email: str,
    locale: str,
    actor: Actor,
    now: datetime,
) -> Issued:
    """Hand in comments (提交意见): one form, one receipt, one comment a part.

    The same token stores nothing the second time and gives the same receipt. After the period a comment is kept
    and flagged (AT-15). Raises a Refused where the consultation takes none.
    """
    check_accepts_comments(consultation.state, consultation.opens_on, now=now)
    issued = await issue_receipt(
        db,
        agency_id=consultation.agency_id,
        kind=ReceiptKind.COMMENT,
        token=token,
        contact_email=contact_email or None,
        locale=locale,
        now=now,
    )
    if not issued.is_new:
        return issued
    rows = [
        comment_row(consultation, part, targets, speaker, said_at=now, now=now) | {"receipt_id": issued.receipt_id}
        for part in said
    ]
    await store_comments(db, rows)
    await record_each(
        db,
        "comment:submit_comment",
        {
            f"comment:{row['id']}": {
                "clause": row["clause_ref"],
                "is_late": row["is_late"],
                "visibility": row["visibility"],
            }
            for row in rows
        },
        agency_id=consultation.agency_id,
        actor=actor,
        now=now,
    )
    await request_grouping(db, consultation.id)
    return issued


async def import_comments(
    db: AsyncSession,
    consultation: OpenFor,
    rows: Sequence[ImportedRow],
    *,
    targets: Mapping[str, Target],
    way: Way,
    actor: Actor,
    now: datetime,
) -> Imported:
    """Take in one batch of comments that came by other ways (意见导入), in one transaction.

    A row whose identity is known is left alone, so the same file is safe twice. Refusals name the line and the
    reason; they stop nothing else.
    """
    check_state(consultation.state, GROUPING_STATES)
    known = await find_source_refs(db, consultation.id, [row.source_ref for row in rows])
    new: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    already = 0
    opens_at = None if way.occasion_id else day_start(consultation.opens_on)
    for row in rows:
        said_at = row.said_at or way.said_at or (None if consultation.is_past else now)
        if row.source_ref in known:
            already += 1
        elif fault := row_fault(said_at, opens_at=opens_at, now=now):
            refused.append(Refusal(row.number, fault))
        else:
            known.add(row.source_ref)
            new.append(_imported(consultation, row, targets, way, said_at=said_at or now, now=now))
    done = Imported(len(new), already, sum(row["is_late"] for row in new), tuple(refused))
    record(
        db,
        "comment:import_comments",
        f"consultation:{consultation.id}",
        agency_id=consultation.agency_id,
        actor=actor,
        now=now,
        method=way.method.value,
        stored=done.stored,
        late=done.late,
        refused=len(refused),
    )
    if new:
        await store_comments(db, new)
        await request_grouping(db, consultation.id)
    return done


def _imported(
    consultation: OpenFor,
    row: ImportedRow,
    targets: Mapping[str, Target],
    way: Way,
    *,
    said_at: datetime,
    now: datetime,
) -> dict[str, Any]:
    made = comment_row(
        consultation,
        Said(row.text, row.clause),
        targets,
        speaker_of(row.person, way),
        said_at=said_at,
        now=now,
        title=row.title,
        method=way.method,
        source_ref=row.source_ref,
    )
    return made | {"occasion_id": way.occasion_id, "is_late": way.is_late(made["is_late"])}


def speaker_of(label: str, way: Way) -> Speaker:
    """Who said it elsewhere, by a number or name that only its keyed hash is kept of.

    Number 3 of one symposium is not number 3 of another.
    """
    if not label:
        return Speaker(None, PersonBasis.NONE)
    scope = f"{way.occasion_id}:" if way.occasion_id else ""
    return Speaker(keyed_hash("import person", f"{scope}{label}"), PersonBasis.IMPORT)


async def support_comment(
    db: AsyncSession, consultation: OpenFor, comment_id: UUID, speaker: Speaker, *, now: datetime
) -> int:
    """Support what somebody else said (支持): once a person, and the count is exact. Returns the count.

    The support itself is the record of this act: there is no entry in the history for each.
    """
    check_accepts_comments(consultation.state, consultation.opens_on, now=now)
    visibility = await db.scalar(
        select(Comment.visibility).where(Comment.id == comment_id, Comment.consultation_id == consultation.id)
    )
    check_supportable(visibility or "", late=consultation.is_late(now))
    added = await db.scalar(  # what RETURNING answers is what was inserted; a row count is not kept everywhere
        insert(Support)
        .values(comment_id=comment_id, person_key=speaker.key, supported_at=now)
        .on_conflict_do_nothing()
        .returning(Support.comment_id)
    )
    if added is not None:
        one_more = update(Comment).where(Comment.id == comment_id).values(support_count=Comment.support_count + 1)
        await db.execute(one_more.execution_options(synchronize_session=False))
    return await db.scalar(select(Comment.support_count).where(Comment.id == comment_id)) or 0
