"""What must not leave: a text that waits for a check or was hidden, and anything that a page would run as code.

One consultation goes from draft to report with such texts in every place that people write in; then every page that
anybody, or a colleague without the right to it, can open is read.
"""

import io
import zipfile
from datetime import timedelta
from uuid import UUID

import pypdf
import pytest
from litestar import Litestar
from sqlalchemy import select, update

from app.adoption import services as adoption
from app.adoption.forms import AnswerForm, ReportForm
from app.adoption.rules import Outcome
from app.archives.jobs import build_archive
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.lib.db import Database
from app.notices.models import Mail
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.models import OpinionGroup
from app.revisions.forms import CauseForm
from app.revisions.pairing import add_cause
from app.revisions.services import save_note
from tests.adoption.office import publish
from tests.adoption.test_report_files import make_files
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import DRAFT, make_consultation
from tests.revisions.office import compare, publish_final

pytestmark = pytest.mark.one_database("what leaves the house is the same beside either")

CODE = "\"><img src=x onerror=alert(1)><script>alert(2)</script>' onload=alert(3) {{7*7}}</title></textarea>"
HELD = "我住在某路九十九号，电话13800138000，宽限期应当延长。"
HIDDEN = "隔壁的王某某总是不缴费，宽限期应当取消。"
WITHHELD = ("九十九号", "13800138000", "王某某", "@example.cn")


async def say(app: Litestar, consultation_id: UUID, text: str, number: int) -> tuple[str, str]:
    """Hand in with a browser of one's own; answers number and code of the receipt."""
    async with Browser(app) as browser:
        sent = {"text": text, "clause": "a4", "confirmed": "1", "contact_email": f"w{number}@example.cn"}
        page = await browser.follow(await browser.post(f"/consultations/{consultation_id}/comments", sent))
        assert_harmless(page)
        return page.one("#receipt-number").text(), page.one("#receipt-code").text()


def assert_harmless(page: Page) -> None:
    """No element or attribute of the page came out of what somebody typed."""
    assert page.status < 500
    where = str(page.response.url)
    assert "alert(3) 49" not in page.text, where
    if "text/html" not in page.response.headers["content-type"]:
        return
    assert page.all("img[src=x], script:not([src])") == [], where
    for node in page.all("*"):
        assert not [name for name in node.attributes if name.startswith("on") or name == "style"], where


def words_of(page: Page) -> str:
    """Everything that can be read in an answer, in packed files too."""
    content = page.response.content
    if content.startswith(b"PK"):
        return unpacked(content)
    if content.startswith(b"%PDF"):
        return "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages).replace("\n", "")
    return page.text


def unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        inner = [packed.read(name) for name in packed.namelist()]
    return "\n".join(unpacked(one) if one.startswith(b"PK") else one.decode(errors="ignore") for one in inner)


@pytest.fixture
async def receipts(app: Litestar, database: Database, cast: Cast, clock: Clock) -> dict[str, tuple[str, str]]:
    """A reported consultation; the receipts of its comments."""
    typed = dict.fromkeys(("title", "summary", "explanation", "basis", "contact"), f"某市缴费办法{CODE}")
    draft = DRAFT.replace("制定本办法", f"制定本办法{CODE}").replace("宽限期", f"宽限期{CODE}")
    c = await make_consultation(database, cast, now=clock(), draft=draft, **typed)
    slips = {
        name: await say(app, c, text, n)
        for n, (name, text) in enumerate(
            {"held": HELD, "hidden": HIDDEN, "code": CODE, "other": "宽限期应当延长到三十日。"}.items()
        )
    }
    hidden = (Comment.text == HIDDEN, {"visibility": "hidden", "hidden_reason": f"含他人隐私{CODE}"})
    async with database.write() as db:
        await db.execute(update(Comment).where(hidden[0]).values(hidden[1]))
    await group_new_comments(database, str(c), now=clock())
    clock.advance(timedelta(days=31))
    async with database.write() as db:
        consultation = await db.get_one(Consultation, c)
        consultation.state = "analysing"
        await db.execute(update(OpinionGroup).values(title=f"={CODE}"))
        numbers = list(await db.scalars(select(OpinionGroup.number)))
        form = AnswerForm(outcome=Outcome.NOT_ADOPTED, reason=f"@{CODE}")
        await adoption.answer_groups(db, consultation, numbers, form, actor=cast["chen"], now=clock())
        await adoption.save_report(
            db, consultation, ReportForm(preface=CODE, next_steps=CODE), actor=cast["chen"], now=clock()
        )
    await publish(database, cast, c, now=clock())
    await compare(database, cast, c, now=clock(), text=draft.replace("十五日", f"六十日{CODE}"), is_settled=True)
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        await save_note(db, row, CODE, actor=cast["chen"], now=clock())
        for number in numbers:  # every group, those of withheld words too
            form = CauseForm(clause="a4", number=number)
            await add_cause(db, row, form, actor=cast["chen"], now=clock())
    await publish_final(database, cast, c, now=clock())
    await make_files(database, c, clock)
    await build_archive(database, str(c), store=app.state.files, settings=app.state.settings, now=clock())
    return slips | {"consultation": (str(c), "")}


PUBLIC = (
    "", "/comments", "/voices", "/voices?clause=a4", "/voices/1", "/voices/2", "/voices/3", "/clauses/a4",
    "/explanation", "/comparison", "/report", "/report.csv", "/report.json", "/report.pdf", "/report.docx",
    "/report.xlsx", "/archive", "/archive.zip", "/statistics", "/embed", "/count.svg", "/embedding",
    "/feed.atom", "/closing.ics", "/follow",
)  # fmt: skip
STAFF = (
    "", "/archive", "/revision", "/revision/text", "/revision/pairs", "/revision/preview", "/groups", "/groups/1",
    "/groups/1/answer", "/queue", "/answers", "/flagged", "/flagged?show=hidden", "/events", "/report", "/draft",
    "/matters", "/compare?one=1&other=2",
)  # fmt: skip


async def test_nothing_withheld_leaves_and_nothing_typed_runs(
    app: Litestar, database: Database, receipts: dict[str, tuple[str, str]]
) -> None:
    address = f"/consultations/{receipts['consultation'][0]}"
    for name in (None, "xu", "luo"):  # a stranger, the sysadmin, a clerk of another division
        async with Browser(app) as browser:
            if name:
                await browser.sign_in(name, PASSWORD)
            paths = ["/", "/consultations?show=reported", *(address + path for path in PUBLIC)]
            paths += [f"/staff{address}{path}" for path in STAFF] + ["/staff", "/staff/outbox"]
            paths += [f"/receipts/{number}" for number, _code in receipts.values()]
            for path in paths:
                for htmx in (False, True):
                    page = await browser.get(path, htmx=htmx)
                    assert_harmless(page)
                    assert not [words for words in WITHHELD if words in words_of(page)], f"{path} as {name}"
            page = await browser.post(f"{address}/similar", {"text": HELD[:-1] + "！"}, htmx=True)
            assert not [words for words in WITHHELD if words in page.text]
    async with database.read() as db:
        for subject in await db.scalars(select(Mail.subject)):
            assert "\n" not in subject


async def test_its_author_reads_it_and_why_it_is_not_shown(app: Litestar, receipts: dict[str, tuple[str, str]]) -> None:
    for name, text in (("held", HELD), ("hidden", HIDDEN), ("code", CODE)):
        number, code = receipts[name]
        async with Browser(app) as browser:
            page = await browser.follow(await browser.post("/receipts", {"number": number, "code": code}))
        assert_harmless(page)
        assert text in page.one("blockquote.p-mine").text()
        assert ("含他人隐私" in page.main) == (name == "hidden")
        assert not [
            words for other in {HELD, HIDDEN} - {text} for words in WITHHELD if words in other and words in page.text
        ]


async def test_no_cell_of_the_download_is_a_formula(client: Browser, receipts: dict[str, tuple[str, str]]) -> None:
    page = await client.get(f"/consultations/{receipts['consultation'][0]}/report.csv")
    assert f"'={CODE[:1]}" in page.text
    assert ",=" not in page.text
    assert ',"=' not in page.text
