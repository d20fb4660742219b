"""Plain helpers that put letters and mails into a test's database, through the real services."""

from datetime import datetime
from email.message import EmailMessage
from uuid import UUID, uuid4

from app.challenges.forms import ChallengeForm
from app.challenges.rules import ChallengeKind
from app.challenges.services import record_challenge
from app.letters.models import Letter
from app.letters.rules import LetterKind, ServiceMethod
from app.letters.services import issue_letter, record_service
from app.lib.clock import local_date
from app.lib.db import Database
from app.mailbox.reading import read_mail
from app.mailbox.rules import BROKEN
from app.mailbox.services import receive_mail
from app.requests.models import InformationRequest
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


async def make_correspondence(database: Database, cast: Cast, request_id: UUID, *, now: datetime) -> dict[str, UUID]:
    """A case with a letter that was served, mails and a challenge: ids of the letter and of a mail that waits."""
    letter = await make_letter(database, cast, request_id, now=now)
    message = EmailMessage()
    message["From"], message["Subject"] = "w@example.org", "补正说明"
    message.set_content(f"补正如下：2025年度。（{uuid4().hex[:6]}）")  # the same mail twice is stored once
    async with database.write() as tx:
        day = local_date(now)
        await record_service(tx, letter, method=ServiceMethod.ONLINE, served_on=day, actor=cast["chen"], now=now)
        request = await tx.get_one(InformationRequest, request_id)
        form = ChallengeForm(
            kind=ChallengeKind.RECONSIDERATION, organ="某市人民政府", filed_on=day, note="已收到答复通知。"
        )
        await record_challenge(tx, request, form, actor=cast["chen"], now=now)
        waiting = await receive_mail(tx, read_mail(bytes(message)), [], [BROKEN], agency_code="", now=now)
        message["Message-ID"] = f"<{uuid4().hex}@example.org>"
        second = await receive_mail(tx, read_mail(bytes(message)), [], [], agency_code="", now=now)
        assert waiting
        assert second
        second.request_id, second.state, second.found_by = request_id, "on_case", "person"
    return {"letter": letter.id, "mail": waiting.id}
