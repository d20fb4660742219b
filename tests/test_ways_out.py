"""AT-21 at every way out: words that are masked, held or hidden leave through no public address and no file.

The table names every public GET route of the application; a new one without a line fails. Each address is fetched
before and after somebody hides what the frozen report quotes; files are unpacked and searched, whatever their form.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pypdf
import pytest
from litestar import Litestar
from sqlalchemy import select

from app.adoption import services as adoption
from app.adoption.file_jobs import make_report_files
from app.adoption.forms import AnswerForm
from app.adoption.rules import Outcome
from app.archives.jobs import build_archive
from app.comments.models import Comment
from app.comments.rules import HiddenCategory, stored_findings
from app.consultations.models import Consultation
from app.files.store import open_store
from app.lib.db import Database
from app.lib.personal_data import scan
from app.lib.settings import Settings
from app.moderation.models import ModerationAct
from app.moderation.rules import Chosen
from app.moderation.services import clear_comments, hide_comments, hold_comments
from app.notices.models import Mail
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.models import OpinionGroup
from app.revisions.forms import CauseForm
from app.revisions.pairing import add_cause
from tests.adoption.office import publish
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.disclosures.entries import publish as publish_entry
from tests.make import DRAFT, make_attachment, make_comment, make_consultation, make_hearing, make_occasion
from tests.revisions.office import compare, publish_final
from tests.test_access import routes_of

pytestmark = pytest.mark.one_database("what leaves the house is the same beside either")

PHONE = "13800138000"
TEXTS = {
    "open": "宽限期应当延长到三十日。",
    "masked": f"窗口周末也应当开门，请回电{PHONE}。",
    "held": "我住在琥珀路九十九号，缴费渠道应当增加。",
    "hidden": "隔壁的王某某总是不缴费，应当取消他的资格。",
    "later": "后来才发现的丁某某冒名参保，希望按季缴费。",
    "set_back": "补缴手续应当在网上办理，柜员谭某某态度恶劣。",
}
NEVER = (PHONE, "琥珀路", "九十九号", "王某某")
AFTER = (*NEVER, "丁某某", "谭某某")
"""What must not leave once the office has hidden and set back what the report quotes."""

C = "/consultations/{consultation_id}"
R, NOBODY = "/receipts/SQ-2026-7KQ4-03", "01890000-0000-7000-8000-000000000001"
WAYS = {
    "/": ["/"],
    "/about/{page}": ["/about/comments", "/about/privacy"],
    "/catalogue": ["/catalogue", "/catalogue?topic=15&year=2026"],
    "/catalogue/data": ["/catalogue/data"],
    "/catalogue/data/{name}": ["/catalogue/data/2026.csv", "/catalogue/data/2026.json", "/catalogue/data/schema.json"],
    "/catalogue/feed.atom": ["/catalogue/feed.atom", "/catalogue/feed.atom?topic=15"],
    "/catalogue/{org_code}/{number}": ["{entry}"],
    "/catalogue/{org_code}/{number}/files/{file_id}": ["{entry}/files/00000000-0000-0000-0000-000000000000"],
    "/catalogue/{org_code}/{number}/versions/{version}": ["{entry}/versions/1"],
    "/converted": ["/converted"],
    **{f"/converted.{kind}": [f"/converted.{kind}"] for kind in ("atom", "csv", "json")},
    "/guide": ["/guide"],
    "/consultations": ["/consultations", "/consultations?show=reported"],
    C: [C, C + "?version=final"],
    f"{C}/archive": [f"{C}/archive"],
    f"{C}/archive.zip": [f"{C}/archive.zip"],
    f"{C}/attachments/{{attachment_id}}": [f"{C}/attachments/{{attachment_id}}"],
    f"{C}/challenge": [f"{C}/challenge"],
    f"{C}/clauses/{{ref}}": [f"{C}/clauses/{ref}" for ref in ("a3", "a4", "a5")],
    f"{C}/closing.ics": [f"{C}/closing.ics"],
    f"{C}/comments": [f"{C}/comments", f"{C}/comments?clause=a4", f"{C}/comments?before={UUID(int=2**128 - 1)}"],
    f"{C}/comments/new": [f"{C}/comments/new", f"{C}/comments/new?clause=a4"],
    f"{C}/comparison": [f"{C}/comparison"],
    f"{C}/count.svg": [f"{C}/count.svg"],
    f"{C}/embed": [f"{C}/embed"],
    f"{C}/embedding": [f"{C}/embedding"],
    f"{C}/explanation": [f"{C}/explanation"],
    f"{C}/feed.atom": [f"{C}/feed.atom", f"{C}/feed.atom?lang=en"],
    f"{C}/follow": [f"{C}/follow"],
    f"{C}/hearings/{{hearing_id}}": [f"{C}/hearings/{{hearing_id}}"],
    f"{C}/occasions": [f"{C}/occasions"],
    f"{C}/report": [f"{C}/report", f"{C}/report?clause=a4", f"{C}/report?outcome=not_adopted&page=1"],
    **{f"{C}/report.{kind}": [f"{C}/report.{kind}"] for kind in ("csv", "docx", "json", "pdf", "xlsx")},
    f"{C}/report/occasions.csv": [f"{C}/report/occasions.csv"],
    f"{C}/statistics": [f"{C}/statistics"],
    f"{C}/voices": [f"{C}/voices", f"{C}/voices?clause=a4"],
    f"{C}/voices/{{number}}": [f"{C}/voices/{number}" for number in range(1, len(TEXTS) + 1)],
    "/feeds/{name}": [f"/feeds/{name}.atom" for name in ("open", "closing", "reported")],
    "/follows": ["/follows"],
    "/follows/asked": ["/follows/asked"],
    "/follows/confirm/{token}": ["/follows/confirm/x"],
    "/follows/list/{token}": ["/follows/list/x"],
    "/follows/stop/{token}": ["/follows/stop/x"],
    "/health": ["/health"],
    "/receipts": ["/receipts"],
    "/receipts/stop/{token}": ["/receipts/stop/x"],
    "/receipts/{number}": ["/receipts/YJ-2026-7KQ4-03"],
    "/receipts/{number}/letters/{letter_id}": [f"{R}/letters/{NOBODY}"],
    "/receipts/{number}/letters/{letter_id}/letter.pdf": [f"{R}/letters/{NOBODY}/letter.pdf"],
    "/receipts/{number}/requests/{position}/files/{file_id}": [f"{R}/requests/1/files/{NOBODY}"],
    "/receipts/{number}/requests/{position}/correction": [f"{R}/requests/1/correction"],
    "/receipts/{number}/requests/{position}/withdraw": [f"{R}/requests/1/withdraw"],
    "/receipts/{number}/suggest": [f"{R}/suggest"],
    "/requests/challenge": ["/requests/challenge"],
    "/requests/guide": ["/requests/guide"],
    "/requests/new": ["/requests/new"],
    "/schemas/adoption-report-1-csv.json": ["/schemas/adoption-report-1-csv.json"],
    "/schemas/adoption-report-1.json": ["/schemas/adoption-report-1.json"],
    "/search": ["/search", "/search?q=缴费", "/search?q=缴", "/search?q=宽限期应当延长到三十日"],
    "/sign-in": ["/sign-in"],
}
MISSING = {
    "{entry}/versions/1",
    "{entry}/files/00000000-0000-0000-0000-000000000000",
    f"{C}/comments/new",
    f"{C}/comments/new?clause=a4",
    f"{C}/challenge",
    "/requests/challenge",
    f"{R}/letters/{NOBODY}",
    f"{R}/letters/{NOBODY}/letter.pdf",
    f"{R}/requests/1/files/{NOBODY}",
    f"{R}/requests/1/correction",
    f"{R}/requests/1/withdraw",
    f"{R}/suggest",
    "/follows/confirm/x",
    "/follows/list/x",
    "/follows/stop/x",
    "/receipts/stop/x",
}
"""May answer otherwise than 200 here: what stands behind them holds no words of anybody."""


def test_every_public_way_out_is_in_the_table(app: Litestar) -> None:
    public = {one.partition(" ")[2] for one in routes_of(app) if one.startswith("GET ") and " /staff" not in one}
    assert public == set(WAYS)


def unpacked(content: bytes, name: str = "") -> Iterator[tuple[str, str]]:
    """The words of a file, and of every file in it: (name, text)."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from unpacked(archive.read(inner), f"{name}!{inner}")
    elif content.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(content))
        yield name, "".join(page.extract_text() for page in reader.pages).replace("\n", "")
        yield f"{name}!about", str(reader.metadata)
    else:
        yield name, content.decode("utf-8", errors="replace")


@pytest.fixture
async def places(app: Litestar, database: Database, cast: Cast, clock: Clock, settings: Settings) -> dict[str, object]:
    """A consultation with everything that a way out can show, published to the end."""
    c = await make_consultation(database, cast, now=clock())
    for n, (name, text) in enumerate(TEXTS.items()):
        state = {"masked": "held", "held": "held", "hidden": "hidden"}.get(name, "public")
        await make_comment(database, c, text, now=clock(), clause_ref=f"a{3 + n % 3}", visibility=state, title="")
    async with database.write() as db:
        for comment in await db.scalars(select(Comment)):
            comment.findings = stored_findings(scan(comment.text))
    made = {
        "consultation_id": c,
        "attachment_id": await make_attachment(database, app.state.files, cast, c, now=clock()),
        "hearing_id": await make_hearing(database, cast, c, now=clock()),
        "occasion_id": await make_occasion(database, cast, c, now=clock()),
    }
    made["entry"] = (await publish_entry(database, cast, now=clock())).path
    await act(database, cast, c, clock, "masked", "clear")
    await group_new_comments(database, str(c), now=clock())
    clock.advance(timedelta(days=31))
    async with database.write() as db:
        consultation = await db.get_one(Consultation, c)
        consultation.state = "analysing"
        numbers = list(await db.scalars(select(OpinionGroup.number)))
        form = AnswerForm(outcome=Outcome.NOT_ADOPTED, reason="与上位法不一致。")
        await adoption.answer_groups(db, consultation, numbers, form, actor=cast["chen"], now=clock())
    await publish(database, cast, c, now=clock())
    await compare(database, cast, c, now=clock(), text=DRAFT.replace("十五日", "六十日"))
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        for number in numbers:
            await add_cause(db, row, CauseForm(clause="a4", number=number), actor=cast["chen"], now=clock())
    await publish_final(database, cast, c, now=clock())
    await make_files(app, database, settings, c, clock)
    return made


async def make_files(app: Litestar, database: Database, settings: Settings, c: UUID, clock: Clock) -> None:
    """What the background work makes."""
    await make_report_files(database, str(c), base_url="https://example.org", fonts="", now=clock())
    await build_archive(database, str(c), store=open_store(settings), settings=settings, now=clock())


async def act(database: Database, cast: Cast, c: UUID, clock: Clock, name: str, verb: str) -> ModerationAct:
    async with database.write() as db:
        consultation = await db.get_one(Consultation, c)
        chosen = Chosen(list(await db.scalars(select(Comment.id).where(Comment.text == TEXTS[name]))))
        who = {"actor": cast["chen"], "now": clock()}
        if verb == "hide":
            return await hide_comments(db, consultation, chosen, HiddenCategory.ABUSE, "含人身攻击", **who)
        return await (clear_comments if verb == "clear" else hold_comments)(db, consultation, chosen, **who)


async def search(app: Litestar, places: dict[str, object], never: tuple[str, ...]) -> dict[str, str]:
    """Fetch everything; answers the words that were found by where. Nothing of `never` may be there."""
    found: dict[str, str] = {}
    missing: set[str] = set()
    async with Browser(app) as browser:
        for paths in WAYS.values():
            for path in paths:
                for htmx in (False, True):
                    answered = (await browser.get(path.format(**places), htmx=htmx)).response
                    if answered.status_code != 200 and not htmx:
                        missing.add(path)
                    for name, text in unpacked(answered.content, path):
                        leaked = [words for words in never if words in text]
                        assert leaked == [], f"{name}: {leaked}"
                        found[name] = text
        for text in TEXTS.values():  # while somebody types, and after he has sent the same
            address = f"/consultations/{places['consultation_id']}"
            typed = {"text": text.replace(PHONE, "").replace("九十九", ""), "clause": "a4"}
            for path in ("/similar", "/comments"):
                page = await browser.post(address + path, typed, htmx=path == "/similar")
                own = [words for words in never if words in typed["text"]]
                offered = "".join(node.text() for node in page.all("blockquote"))
                assert [words for words in never if words in offered] == [], (path, typed["text"], own)
    assert missing <= MISSING
    return found


async def test_at_21_nothing_withheld_leaves_by_any_way(
    app: Litestar, database: Database, places: dict[str, object], cast: Cast, clock: Clock, settings: Settings
) -> None:
    c = UUID(str(places["consultation_id"]))
    found = await search(app, places, NEVER)
    for path in (f"{C}/report", f"{C}/report.csv", f"{C}/report.json", f"{C}/report.pdf", f"{C}/comments"):
        assert "宽限期应当延长到三十日" in found[path], f"{path}: the search itself is blind"
        assert "丁某某" in found[path]
    assert any("丁某某" in text for name, text in found.items() if ".docx!" in name)
    assert any("丁某某" in text for name, text in found.items() if ".xlsx!" in name)
    assert any("丁某某" in text for name, text in found.items() if "archive.zip!" in name)

    await act(database, cast, c, clock, "later", "hide")
    await act(database, cast, c, clock, "set_back", "hold")
    with_files = {f"{C}/archive.zip", *(f"{C}/report.{kind}" for kind in ("csv", "docx", "json", "pdf", "xlsx"))}
    async with Browser(app) as browser:  # at once, before the background work has made the files anew
        for path in with_files:
            answered = (await browser.get(path.format(**places))).response
            for name, text in unpacked(answered.content, path):
                assert not [words for words in AFTER if words in text], f"{name}, before it is made anew"
    clock.advance(timedelta(minutes=1))
    await make_files(app, database, settings, c, clock)
    found = await search(app, places, AFTER)
    for path in (f"{C}/report.csv", f"{C}/report.json", f"{C}/report.pdf"):
        assert "宽限期应当延长到三十日" in found[path]
    assert "辱骂攻击" in found[f"{C}/report"]
    async with database.read() as db:
        for mail in await db.scalars(select(Mail)):
            assert not [words for words in AFTER if words in mail.subject + mail.body]
