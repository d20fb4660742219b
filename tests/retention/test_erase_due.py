"""What is over is erased, what is not stays, and both can be seen."""

from datetime import date, timedelta

import pytest
from litestar import Litestar
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app.adoption.models import AdoptionReport
from app.applicants.models import Applicant
from app.challenges.forms import ChallengeForm
from app.challenges.rules import ChallengeKind
from app.challenges.services import record_challenge
from app.comments.models import Comment
from app.files.models import StoredFile
from app.history.models import HistoryEntry
from app.letters.models import Letter
from app.lib.db import Database
from app.mailbox.models import IncomingMail
from app.mailbox.rules import MailState
from app.notices.models import Mail
from app.notices.services import post_mail
from app.receipts.models import Receipt
from app.receipts.rules import ReceiptKind
from app.receipts.services import issue_receipt
from app.requests.models import Application, ApplicationFile, InformationRequest
from app.retention.jobs import erase_what_is_over
from app.retention.models import ErasureRun
from app.retention.queries import months_of
from app.retention.rules import DataClass, TooYoung
from app.retention.services import erase_due
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation
from tests.make_letters import make_letter
from tests.make_requests import id_number, make_request

YEAR = timedelta(days=366)


async def erase(app: Litestar, clock: Clock) -> None:
    await erase_what_is_over(app.state.database, months=months_of(app.state.settings), now=clock())


async def add_file(database: Database, cast: Cast, clock: Clock, request_id: object) -> None:
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        file = StoredFile(
            agency_id=cast.agency.id, name="1.txt", kind="txt", size=1, digest="0" * 64, stored_at=clock()
        )
        db.add(file)
        await db.flush()
        db.add(ApplicationFile(application_id=request.application_id, file_id=file.id, name="王小明身份证.txt"))


async def test_ten_years_after_closing_nothing_says_who_asked(
    app: Litestar, database: Database, cast: Cast, clock: Clock
) -> None:
    old = await make_request(
        database, cast, now=clock(), state="replied", register_no="2026-0001", email="w@example.org"
    )
    running = await make_request(database, cast, now=clock(), id_number=id_number(1))
    await add_file(database, cast, clock, old)
    letter = await make_letter(database, cast, old, now=clock())
    async with database.write() as db:
        await db.execute(update(InformationRequest).where(InformationRequest.id == old).values(closed_at=clock()))
        db.add(
            IncomingMail(
                agency_id=cast.agency.id, request_id=old, key="k", state="on_case", found_by="number",
                sender="w@example.org", subject="补正", text="王小明补正", faults=[], received_at=clock(),
            )
        )  # fmt: skip
    clock.advance(9 * YEAR)
    await erase(app, clock)
    async with database.read() as db:
        assert (await db.get_one(InformationRequest, old)).description
    clock.advance(2 * YEAR)
    await erase(app, clock)
    async with database.read() as db:
        request = await db.get_one(InformationRequest, old)
        application = await db.get_one(Application, request.application_id)
        applicant = await db.get_one(Applicant, application.applicant_id)
        mail = (await db.scalars(select(IncomingMail))).one()
        assert (request.description, request.register_no, request.state) == ("", "2026-0001", "replied")
        assert (applicant.name, applicant.id_number, applicant.id_hash, applicant.id_masked) == ("", None, None, "")
        assert (applicant.phone, applicant.email, applicant.erased_at) == (None, None, clock())
        assert (mail.text, mail.sender, mail.subject) == ("", "", "")
        assert (await db.get_one(Letter, letter.id)).content == ""
        assert (await db.get_one(Letter, letter.id)).digest == letter.digest
        assert (await db.scalars(select(StoredFile))).all() == []
        other = await db.get_one(InformationRequest, running)
        assert other.description
        run = (await db.scalars(select(ErasureRun).where(ErasureRun.kind == "requests"))).one()
    assert (run.erased, run.agency_id) == (1, cast.agency.id)
    await erase(app, clock)
    async with database.read() as db:
        assert len((await db.scalars(select(ErasureRun).where(ErasureRun.kind == "requests"))).all()) == 1


async def test_what_is_before_a_court_is_kept(app: Litestar, database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, now=clock(), state="replied")
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        request.closed_at = clock()
        form = ChallengeForm(kind=ChallengeKind.RECONSIDERATION, organ="某市人民政府", filed_on=date(2026, 9, 10))
        await record_challenge(db, request, form, actor=cast["chen"], now=clock())
    clock.advance(11 * YEAR)
    await erase(app, clock)
    async with database.read() as db:
        assert (await db.get_one(InformationRequest, request_id)).description


async def test_addresses_of_comments_go_six_months_after_the_report(
    app: Litestar, database: Database, cast: Cast, clock: Clock
) -> None:
    consultation_id = await make_consultation(database, cast, now=clock())
    comment_id = await make_comment(database, consultation_id, "建议延长宽限期。", now=clock())
    async with database.write() as db:
        issued = await issue_receipt(
            db, agency_id=cast.agency.id, kind=ReceiptKind.COMMENT, token="a token of a form, long",
            contact_email="w@example.org", locale="zh-CN", now=clock(),
        )  # fmt: skip
        await db.execute(update(Comment).where(Comment.id == comment_id).values(receipt_id=issued.receipt_id))
        db.add(
            AdoptionReport(
                agency_id=cast.agency.id, consultation_id=consultation_id, state="published", published_at=clock()
            )
        )

    async def address() -> str | None:
        async with database.read() as db:
            return (await db.get_one(Receipt, issued.receipt_id)).contact_email

    clock.advance(timedelta(days=180))
    await erase(app, clock)
    assert await address() == "w@example.org"
    clock.advance(timedelta(days=3))
    await erase(app, clock)
    assert await address() is None


async def test_words_of_mails_go_after_six_months(app: Litestar, database: Database, cast: Cast, clock: Clock) -> None:
    async with database.write() as db:
        mail_id = await post_mail(
            db, agency_id=cast.agency.id, key="k", to="w@example.org", subject="答复", body="请查收", now=clock()
        )
        (await db.get_one(Mail, mail_id)).sent_at = clock()
        db.add(
            IncomingMail(
                agency_id=cast.agency.id, key="k", state=MailState.SET_ASIDE.value, sender="x@example.org",
                subject="广告", text="广告", faults=[], received_at=clock(), handled_at=clock(), reason="广告",
            )
        )  # fmt: skip
    clock.advance(timedelta(days=170))
    await erase(app, clock)
    async with database.read() as db:
        assert (await db.get_one(Mail, mail_id)).body == "请查收"
    clock.advance(timedelta(days=20))
    await erase(app, clock)
    async with database.read() as db:
        mail = await db.get_one(Mail, mail_id)
        assert (mail.to, mail.subject, mail.body) == ("", "", "")
        assert (await db.scalars(select(IncomingMail))).all() == []


async def test_at_54_the_job_refuses_rows_younger_than_six_months(database: Database, cast: Cast, clock: Clock) -> None:
    async with database.write() as db:
        cutoff = clock() - timedelta(days=100)
        with pytest.raises(TooYoung):
            await erase_due(db, DataClass.MAILS, cast.agency.id, cutoff=cutoff, now=clock())


async def test_at_54_nobody_changes_or_deletes_an_act(database: Database, cast: Cast, clock: Clock) -> None:
    await make_request(database, cast, now=clock())
    for statement in (update(HistoryEntry).values(verb="x"), delete(HistoryEntry)):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.write() as db:
                await db.execute(statement.execution_options(synchronize_session=False))


@pytest.mark.parametrize(("who", "status"), [("shen", 200), ("qian", 200), ("chen", 403), ("xu", 403)])
async def test_the_page_shows_classes_and_what_is_over(
    client: Browser, app: Litestar, database: Database, cast: Cast, clock: Clock, who: str, status: int
) -> None:
    async with database.write() as db:
        mail_id = await post_mail(
            db, agency_id=cast.agency.id, key="k", to="w@example.org", subject="答复", body="请查收", now=clock()
        )
        (await db.get_one(Mail, mail_id)).sent_at = clock() - YEAR
    await client.sign_in(who, PASSWORD)
    page = await client.get("/staff/retention")
    assert page.status == status
    if status == 200:
        assert "10 年" in page.main
        assert "还没有数据到期" in page.main
        await erase(app, clock)
        assert "还没有数据到期" not in (await client.get("/staff/retention")).main
