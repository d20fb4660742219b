"""Texts go into the index, and out of it, in the transaction of the room that publishes them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import InsertNew
from app.search.grams import doc_facet, keys_of, searchable
from app.search.matters import matter_of
from app.search.models import SearchFresh, SearchGone, SearchText
from app.search.rules import MOST_BODY, Filters, SearchKind, Validity


async def index_text(
    db: AsyncSession,
    *,
    kind: SearchKind,
    ref: str,
    agency_id: UUID,
    title: str,
    body: str,
    path: str,
    dated_on: date,
    doc_no: str = "",
    validity: Validity | None = None,
) -> None:
    """Make a public text findable (编入检索), or take its new wording; found from the commit on.

    `ref` is the caller's own name of it, unique within the kind; `path` the address of its page.
    """
    await remove_text(db, kind, ref)
    row: dict[str, Any] = {
        "kind": kind.value,
        "ref": ref,
        "agency_id": agency_id,
        "dated_on": dated_on,
        "path": path,
        "doc_no": doc_no[:120],
        "validity": validity.value if validity else "",
        "title": title,
        "facts": (matter := matter_of(title, doc_no)).stored(),
        "body": body[:MOST_BODY],
    }
    text_id = (await db.execute(insert(SearchText).values(row).returning(SearchText.id))).scalar_one()
    head, everything = searchable(title, body, doc_no)
    facets = [*facets_of(kind, agency_id, dated_on, row["validity"], doc_no), *matter.facets()]
    keys = keys_of(head, everything, matter.words, facets)
    await db.execute(insert(SearchFresh).values(text_id=text_id, day=dated_on.toordinal(), keys=keys.tobytes()))


async def remove_text(db: AsyncSession, kind: SearchKind, ref: str) -> None:
    """Take a text out (撤出检索): nobody finds it from the commit on. Nothing happens where there is none."""
    query = delete(SearchText).where(SearchText.kind == kind.value, SearchText.ref == ref).returning(SearchText.id)
    for text_id in (await db.execute(query)).scalars().all():
        fresh = delete(SearchFresh).where(SearchFresh.text_id == text_id).returning(SearchFresh.text_id)
        if not (await db.execute(fresh)).scalars().all():
            await db.execute(InsertNew(SearchGone.__table__).values(text_id=text_id))


async def is_indexed(db: AsyncSession, kind: SearchKind, ref: str) -> bool:
    """Whether the text can be found."""
    query = select(SearchText.id).where(SearchText.kind == kind.value, SearchText.ref == ref)
    return (await db.execute(query)).first() is not None


def facets_of(kind: str, agency_id: UUID, dated_on: date, validity: str, doc_no: str) -> list[str]:
    """What a text can be filtered by."""
    facets = ["all", *Filters(kind, agency_id, dated_on.year, validity).facets()]
    return [*facets, doc_facet(doc_no)] if doc_no else facets
