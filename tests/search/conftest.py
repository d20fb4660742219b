"""One way to put texts into the index, for all tests of the search."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from app.lib.db import Database
from app.search.queries import find
from app.search.rules import Found, SearchKind, Validity
from app.search.services import index_text
from tests.cast import Cast

Put = Callable[..., Awaitable[None]]
Look = Callable[..., Awaitable[Found]]


@pytest.fixture
def put(database: Database, cast: Cast) -> Put:
    """Index a text; its title is its name unless told."""

    async def put(
        title: str,
        body: str = "",
        *,
        kind: SearchKind = SearchKind.DISCLOSURE,
        ref: str = "",
        dated_on: date = date(2026, 5, 4),
        doc_no: str = "",
        validity: Validity | None = None,
        agency: str = "agency",
    ) -> None:
        async with database.write() as db:
            await index_text(
                db,
                kind=kind,
                ref=ref or title[:80],
                agency_id=getattr(cast, agency).id,
                title=title,
                body=body,
                path=f"/catalogue/{ref or title}",
                dated_on=dated_on,
                doc_no=doc_no,
                validity=validity,
            )

    return put


@pytest.fixture
def look(database: Database) -> Look:
    """Search in a session of its own."""

    async def look(query: str, **options: object) -> Found:
        async with database.read() as db:
            return await find(db, query, **options)  # type: ignore[arg-type]

    return look


def titles(found: Found) -> list[str]:
    return ["".join(piece.text for piece in hit.title) for hit in found.hits]
