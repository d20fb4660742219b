"""After the publication: validity on the page itself, links both ways, withdrawal; numbers and search follow."""

from datetime import timedelta

import pytest
from litestar import Litestar
from sqlalchemy import func, select

from app.disclosures.forms import ValidityForm
from app.disclosures.models import Disclosure, DisclosureCell
from app.disclosures.rules import Validity
from app.disclosures.standing_services import change_validity, withdraw_entry
from app.lib.clock import local_date
from app.lib.db import Database
from app.search.rules import SearchKind
from app.search.services import is_indexed
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.disclosures.entries import publish

DESK = "/staff/disclosures"


@pytest.fixture
async def chief(app: Litestar, cast: Cast) -> Browser:
    browser = Browser(app)
    await browser.sign_in("qian", PASSWORD)
    return browser


async def test_a_repeal_is_the_first_thing_the_page_says(
    chief: Browser, client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    old = await publish(database, cast, now=clock(), title="旧办法")
    new = await publish(database, cast, now=clock(), title="新办法")
    officer = Browser(client.http._transport.app)  # type: ignore[attr-defined]
    await officer.sign_in("ouyang", PASSWORD)
    link = {"kind": "repeals", "index_no": old.index_no}
    assert (await officer.post(f"{DESK}/{new.id}/relations", link)).status == 303
    repeal = {"validity": "repealed", "repealed_on": "2026-09-09", "reason": "被新办法代替。"}
    assert (await chief.post(f"{DESK}/{old.id}/validity", repeal)).status == 303
    page = await client.get(old.path)
    first = page.one(".p-valid")
    assert "已于2026年9月9日废止" in first.text()
    assert "被新办法代替。" in first.text()
    assert first.css_first("a").attributes["href"] == new.path
    assert old.path in [a.attributes["href"] for a in (await client.get(new.path)).all("main a")]
    assert "有效性：已废止" in page.main
    listed = await client.get("/catalogue?validity=repealed")
    assert [node.text() for node in listed.all(".p-entry__t")] == ["旧办法"]
    assert "共1条" in listed.main


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"validity": "repealed", "reason": "被代替。"}, "repealed_on"),
        ({"validity": "repealed", "repealed_on": "2026-09-11", "reason": "被代替。"}, "repealed_on"),
        ({"validity": "expired", "repealed_on": "2026-08-01", "reason": "到期。"}, "repealed_on"),
        ({"validity": "amended"}, "reason"),
        ({"validity": "nonsense"}, "validity"),
    ],
)
async def test_a_change_that_says_too_little_is_refused(
    chief: Browser, client: Browser, database: Database, cast: Cast, clock: Clock, typed: dict[str, str], field: str
) -> None:
    done = await publish(database, cast, now=clock())
    page = await chief.post(f"{DESK}/{done.id}/validity", typed)
    assert page.status == 422
    assert field in page.errors
    assert (await client.get(done.path)).all(".p-valid") == []


async def test_a_link_needs_another_published_entry(
    client: Browser, database: Database, cast: Cast, clock: Clock, app: Litestar
) -> None:
    one = await publish(database, cast, now=clock())
    other = await publish(database, cast, now=clock())
    await client.sign_in("ouyang", PASSWORD)
    address = f"{DESK}/{one.id}/relations"
    for number in ("MB2F300040/2026-00001", one.index_no, "nonsense"):
        page = await client.post(address, {"kind": "amends", "index_no": number})
        assert page.status == 422
        assert "index_no" in page.errors
    assert (await client.post(address, {"kind": "amends", "index_no": other.index_no})).status == 303
    for entry, number in ((one, other.index_no), (other, one.index_no)):  # not twice, not in a circle
        page = await client.post(f"{DESK}/{entry.id}/relations", {"kind": "repeals", "index_no": number})
        assert "已经关联" in page.errors["index_no"]
    assert (await client.post(f"{address}/remove", {"earlier_id": str(other.id)})).status == 303
    assert (await client.post(f"{address}/remove", {"earlier_id": str(other.id)})).status == 404


async def test_what_was_withdrawn_says_so_and_is_nowhere_else(
    chief: Browser, client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    done = await publish(database, cast, now=clock(), title="误公开的名单")
    assert (await chief.post(f"{DESK}/{done.id}/withdraw", {"reason": ""})).status == 422
    assert (await chief.post(f"{DESK}/{done.id}/withdraw", {"reason": "含有不应当公开的内容。"})).status == 303
    for address in (done.path, f"{done.path}/versions/1"):
        page = await client.get(address)
        assert page.status == 410
        assert "2026年9月10日撤下" in page.main
        assert "含有不应当公开的内容。" in page.main
        assert "误公开的名单" not in page.text
    for address in ("/", "/catalogue", "/catalogue/feed.atom", "/catalogue/data/2026.csv", "/catalogue/data/2026.json"):
        answer = await client.get(address)
        assert answer.status == 200
        assert "误公开的名单" not in answer.text, address
    async with database.read() as db:
        assert await db.scalar(select(func.sum(DisclosureCell.n))) == 0
        assert not await is_indexed(db, SearchKind.DISCLOSURE, str(done.id))
    assert (await publish(database, cast, now=clock())).index_no.endswith("-00002")
    assert (await chief.post(f"{DESK}/{done.id}/withdraw", {"reason": "再撤一次。"})).status == 409
    assert (await chief.get(f"{DESK}/{done.id}")).status == 200


async def test_the_search_finds_what_is_published(database: Database, cast: Cast, clock: Clock) -> None:
    done = await publish(database, cast, now=clock())
    async with database.read() as db:
        assert await is_indexed(db, SearchKind.DISCLOSURE, str(done.id))


async def test_counts_and_heads_are_those_of_the_listed_entries(database: Database, cast: Cast, clock: Clock) -> None:
    qian = cast["qian"]
    done = [await publish(database, cast, now=clock() + timedelta(hours=i % 3), title=f"第{i}号") for i in range(8)]
    for i, validity in ((7, "amended"), (0, "amended"), (7, "valid"), (3, "repealed"), (0, "repealed")):
        form = ValidityForm(validity=Validity(validity), repealed_on=local_date(clock()), reason="有变化。")
        async with database.write() as db:
            await change_validity(db, await db.get_one(Disclosure, done[i].id), form, actor=qian, now=clock())
    for i in (2, 0):
        async with database.write() as db:
            await withdraw_entry(db, await db.get_one(Disclosure, done[i].id), "误公开。", actor=qian, now=clock())
    async with database.read() as db:
        listed = list(await db.scalars(select(Disclosure).where(Disclosure.cell_id.is_not(None))))
        cells = list(await db.scalars(select(DisclosureCell)))
    for cell in cells:
        mine = [(one.published_at, one.id) for one in listed if one.cell_id == cell.id]
        assert all(one.validity == cell.validity for one in listed if one.cell_id == cell.id)
        assert (cell.n, (cell.head_at, cell.head_id)) == (len(mine), max(mine, default=(None, None)))
