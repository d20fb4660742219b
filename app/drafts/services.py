"""Storing drafts: import, correct, confirm."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.drafts import models
from app.drafts.rules import ParsedDraft
from app.files.models import StoredFile


async def store_draft(
    db: AsyncSession, parsed: ParsedDraft, *, agency_id: UUID, source_name: str, source_digest: str, now: datetime
) -> models.Draft:
    """Keep an imported draft (导入草案) with its clauses; it is confirmed later."""
    draft = models.Draft(
        agency_id=agency_id,
        title=parsed.title[:300],
        style=parsed.style.value,
        preamble=list(parsed.preamble),
        signature=list(parsed.signature),
        annexes=_annexes(parsed),
        warnings=_warnings(parsed),
        source_name=source_name,
        source_digest=source_digest,
        imported_at=now,
    )
    db.add(draft)
    await db.flush()
    await _put_clauses(db, draft.id, parsed, {})
    return draft


async def replace_text(db: AsyncSession, draft: models.Draft, parsed: ParsedDraft) -> None:
    """Put a corrected tree (修正条文) in the place of the old one. A clause that keeps its ref keeps its id."""
    query = select(models.Clause.ref, models.Clause.id).where(models.Clause.draft_id == draft.id)
    kept = {ref: clause_id for ref, clause_id in (await db.execute(query)).tuples()}
    await db.execute(delete(models.Clause).where(models.Clause.draft_id == draft.id))
    draft.title = parsed.title[:300]
    draft.style = parsed.style.value
    draft.preamble, draft.signature = list(parsed.preamble), list(parsed.signature)
    draft.annexes = _annexes(parsed)
    draft.warnings = _warnings(parsed)
    draft.confirmed_at = None
    await db.flush()
    await _put_clauses(db, draft.id, parsed, kept)


async def confirm_draft(db: AsyncSession, draft: models.Draft, *, now: datetime) -> None:
    """A person has compared the clauses with the original (确认条文)."""
    draft.confirmed_at = now


async def get_draft(db: AsyncSession, draft_id: UUID) -> models.Draft:
    """The draft's row; its clauses are read by pages as plain rows."""
    return (await db.execute(select(models.Draft).where(models.Draft.id == draft_id))).scalar_one()


async def keep_original(db: AsyncSession, draft_id: UUID, file_id: UUID, *, is_clean: bool) -> None:
    """Remember the file that a draft was read from (草案原件), and whether the public may have it."""
    db.add(models.DraftOriginal(draft_id=draft_id, file_id=file_id, is_clean=is_clean))
    await db.flush()


async def get_original(db: AsyncSession, draft_id: UUID) -> tuple[StoredFile, bool] | None:
    """The file that a draft was read from, and whether the public may have it; None for pasted text."""
    query = (
        select(StoredFile, models.DraftOriginal.is_clean)
        .join(models.DraftOriginal, models.DraftOriginal.file_id == StoredFile.id)
        .where(models.DraftOriginal.draft_id == draft_id)
    )
    row = (await db.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def _put_clauses(db: AsyncSession, draft_id: UUID, parsed: ParsedDraft, kept: dict[str, UUID]) -> None:
    for clause in parsed.clauses:
        identity = {"id": kept[clause.ref]} if clause.ref in kept else {}
        db.add(
            models.Clause(
                **identity,
                draft_id=draft_id,
                ref=clause.ref,
                parent_ref=clause.parent_ref,
                kind=clause.kind.value,
                label=clause.label,
                heading=clause.heading,
                text=clause.text,
                position=clause.position,
            )
        )
    await db.flush()


def _annexes(parsed: ParsedDraft) -> list[dict[str, object]]:
    return [{"title": annex.title, "lines": list(annex.lines)} for annex in parsed.annexes]


def _warnings(parsed: ParsedDraft) -> list[dict[str, object]]:
    return [{"message": warning.message, "params": warning.params, "line": warning.line} for warning in parsed.warnings]
