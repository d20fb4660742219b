"""A plain helper that puts a letter into a test's database, through the real service."""

from datetime import datetime
from uuid import UUID

from app.letters.models import Letter
from app.letters.rules import LetterKind
from app.letters.services import issue_letter
from app.lib.clock import local_date
from app.lib.db import Database
from tests.cast import Cast
from tests.letters.samples import letter_content


async def make_letter(
    database: Database, cast: Cast, request_id: UUID, kind: LetterKind = LetterKind.CORRECTION, *, now: datetime
) -> Letter:
    """A letter of this request, by the clerk of the pension division."""
    async with database.write() as tx:
        return await issue_letter(
            tx,
            agency_id=cast.agency.id,
            kind=kind,
            subject=f"request:{request_id}",
            content=letter_content(paragraphs=("请补正<b>文号</b>。",), dated_on=local_date(now)),
            actor=cast["chen"],
            now=now,
        )
