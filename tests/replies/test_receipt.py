"""What the applicant sees of his reply with his receipt, and nobody without it."""

from sqlalchemy import select

from app.files.store import FileStore
from app.letters.models import Letter
from app.letters.rules import ServiceMethod
from app.letters.services import record_service
from app.lib.clock import local_date
from app.lib.db import Database
from app.replies.drafting import attach_file, submit_reply
from app.replies.rules import ReplyKind
from app.replies.services import issue_reply
from app.requests.models import InformationRequest
from app.requests.services import recompute_due
from app.workdays.services import seed_calendar
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make_replies import approve_next, make_reply
from tests.requests.citizen import application


async def test_the_reply_its_files_and_the_last_days_are_on_the_receipt_only(
    client: Browser,
    app,
    database: Database,
    cast: Cast,
    clock: Clock,  # type: ignore[no-untyped-def]
) -> None:
    store: FileStore = app.state.files
    async with database.write() as db:
        (await db.get_one(type(cast.other_agency), cast.other_agency.id)).is_active = False
        await seed_calendar(db, now=clock())
    page = await client.follow(await client.post("/requests", application()))
    number = page.one("#receipt-number").text()
    async with database.write() as db:
        request = (await db.scalars(select(InformationRequest))).one()
        request.received_on, request.state = local_date(clock()), "in_process"
        request.division_id = cast.divisions["pension"].id
        await recompute_due(db, request.id)
    await make_reply(database, cast, request.id, ReplyKind.PARTIAL, now=clock(), state="drafting")
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request.id)
        file = await attach_file(
            db, store, request, name="a.txt", data=b"table", title="发放表", actor=cast["chen"], now=clock()
        )
        await submit_reply(db, request, actor=cast["chen"], now=clock())
    link = f"/receipts/{number}/requests/1/files/{file.file_id}"
    assert (await client.get(link)).status == 404, "not before it is issued"
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request.id)
        for _step in range(5):
            await approve_next(db, cast, request, now=clock())
        letter = await issue_reply(db, request, actor=cast["ouyang"], now=clock())
        row = await db.get_one(Letter, letter.id)
        served = {"method": ServiceMethod.ONLINE, "served_on": local_date(clock())}
        await record_service(db, row, **served, actor=cast["ouyang"], now=clock())
    shown = (await client.get(f"/receipts/{number}")).main
    assert "发放表" in shown
    assert "申请行政复议" in shown
    assert "2026年11月9日" in shown
    assert (await client.get(link)).response.content == b"table"
    async with Browser(app, address="10.0.0.8") as stranger:
        assert (await stranger.get(link)).status in (303, 404)
