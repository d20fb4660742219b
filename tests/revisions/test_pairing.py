"""A person confirms what the machine doubts, pairs anew, and says which groups caused a change."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.consultations.models import Consultation
from app.lib.db import Database
from app.revisions.models import Revision
from app.revisions.queries import Comparison, load_comparison
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.revisions.office import FINAL, compare, make_reported

pytestmark = pytest.mark.one_database("forms and pages")


@pytest.fixture
async def compared(database: Database, cast: Cast, clock: Clock) -> UUID:
    c = await make_reported(database, cast, now=clock())
    await compare(database, cast, c, now=clock())
    return c


@pytest.fixture
async def clerk(client: Browser, compared: UUID) -> Browser:
    await client.sign_in("chen", PASSWORD)
    return client


def desk(consultation_id: UUID, more: str = "") -> str:
    return f"/staff/consultations/{consultation_id}/revision{more}"


async def loaded(database: Database, consultation_id: UUID) -> Comparison:
    async with database.read() as db:
        c = await db.get_one(Consultation, consultation_id)
        (revision,) = (await db.scalars(select(Revision).where(Revision.consultation_id == consultation_id))).all()
        return await load_comparison(db, c, revision)


async def pairs(database: Database, consultation_id: UUID) -> set[tuple[str, str, bool]]:
    """Links as (draft, final text, needs a look), without the headings of chapters."""
    comparison = await loaded(database, consultation_id)
    olds = {unit.id: unit for unit in comparison.before}
    news = {unit.id: unit for unit in comparison.after}
    found = set()
    for link in comparison.links:
        old, new = olds.get(link.before_id), news.get(link.after_id)  # type: ignore[arg-type]
        if not (old or new).is_heading:  # type: ignore[union-attr]
            found.add((old.ref if old else "", new.ref if new else "", link.needs_look))
    return found


FOUND = {("a1", "a1", False), ("", "a2", True), ("a2", "a3", False), ("a4", "a4", False), ("a5", "a5", False)}


async def test_what_the_machine_found(database: Database, compared: UUID) -> None:
    assert await pairs(database, compared) == FOUND | {("a3", "", True)}


async def test_confirm_what_is_doubtful(clerk: Browser, database: Database, compared: UUID) -> None:
    page = await clerk.get(desk(compared, "/pairs"))
    shown = {form.css_first("button").text().split("：")[0] for form in page.all(f"form[action='{desk(compared)}/pairs/confirm']")}  # fmt: skip  # noqa: E501
    assert shown == {"为新增", "已删除", "以上对应关系全部无误"}
    one = page.all("input[name=links]")[0].attributes["value"]
    page = await clerk.follow(await clerk.post(desk(compared, "/pairs/confirm"), {"links": one}))
    assert len([link for link in await pairs(database, compared) if link[2]]) == 1
    page = await clerk.post(desk(compared, "/pairs/confirm"), {"links": one})
    assert page.status == 422
    assert "刚刚有变动" in page.main
    assert (await clerk.post(desk(compared, "/pairs/confirm"), {})).status == 422


async def test_pair_anew(clerk: Browser, database: Database, compared: UUID) -> None:
    sent = {"after": "a2", "before": "a3"}
    page = await clerk.follow(await clerk.post(desk(compared, "/pairs"), sent))
    assert "对应关系均已核对" in page.main
    assert await pairs(database, compared) == FOUND - {("", "a2", True)} | {("a3", "a2", False)}
    await clerk.post(desk(compared, "/pairs"), {"after": "a2", "before": ""})
    assert await pairs(database, compared) == FOUND - {("", "a2", True)} | {("", "a2", False), ("a3", "", True)}


async def test_two_from_one_is_a_division_to_look_at(clerk: Browser, database: Database, compared: UUID) -> None:
    await clerk.post(desk(compared, "/pairs"), {"after": "a2", "before": "a1"})
    assert {("a1", "a1", True), ("a1", "a2", False)} <= await pairs(database, compared)
    page = await clerk.get(desk(compared, "/pairs"))
    assert "第一条、第二条" in page.main
    assert "拆分" in page.main


async def test_fold_a_clause_into_another(clerk: Browser, database: Database, compared: UUID) -> None:
    await clerk.post(desk(compared, "/pairs/fold"), {"before": "a3", "after": "a4"})
    assert {("a3", "a4", False), ("a4", "a4", True)} <= await pairs(database, compared)
    assert "合并" in (await clerk.get(desk(compared, "/pairs"))).main
    await clerk.post(desk(compared, "/pairs/fold"), {"before": "a3", "after": ""})
    assert ("a3", "", False) in await pairs(database, compared)


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("/pairs", {"after": "a99", "before": ""}),
        ("/pairs", {"after": "a2", "before": "a99"}),
        ("/pairs/fold", {"before": "a99", "after": ""}),
        ("/causes", {"clause": "a99", "number": "1"}),
        ("/causes/remove", {"clause": "a1", "number": "1"}),
    ],
)
async def test_what_does_not_exist(clerk: Browser, compared: UUID, act: str, sent: dict[str, str]) -> None:
    assert (await clerk.post(desk(compared, act), sent)).status == 404


def groups_beside(page: Page) -> list[str]:
    return [one.text().split("　")[0].split()[-1] for one in page.all("#row .p-causes li")]


async def test_answers_propose_the_causes_and_a_person_decides(
    clerk: Browser, database: Database, compared: UUID
) -> None:
    opened = desk(compared, "/pairs?row=a4")
    page = await clerk.get(opened)
    assert len(page.all("#row .p-causes li")) == 2
    sent = {"row": "a4", "clause": "a4", "side": "before", "number": "2"}
    page = await clerk.follow(await clerk.post(desk(compared, "/causes"), sent))
    assert len(page.all("#row .p-causes li")) == 3
    assert (await clerk.post(desk(compared, "/causes"), sent)).status == 303  # said twice, kept once
    page = await clerk.follow(
        await clerk.post(desk(compared, "/causes/remove"), sent | {"number": "3", "side": "after"})
    )
    assert len(page.all("#row .p-causes li")) == 2
    page = await clerk.post(desk(compared, "/causes"), sent | {"number": "77"})
    assert page.status == 422
    assert page.errors == {"number": "采纳情况报告中没有第 77 号诉求，编号见报告列表。"}
    assert (await clerk.post(desk(compared, "/causes"), sent | {"number": ""})).status == 422


async def test_a_new_clause_can_have_a_cause(clerk: Browser, database: Database, compared: UUID) -> None:
    sent = {"row": "a2", "clause": "a2", "side": "after", "number": "2"}
    page = await clerk.follow(await clerk.post(desk(compared, "/causes"), sent))
    assert len(page.all("#row .p-causes li")) == 1


async def test_every_decision_is_on_record(clerk: Browser, compared: UUID) -> None:
    await clerk.post(desk(compared, "/pairs"), {"after": "a2", "before": "a3"})
    await clerk.post(desk(compared, "/causes"), {"clause": "a4", "number": "2"})
    await clerk.post(desk(compared, "/causes/remove"), {"clause": "a4", "number": "2"})
    page = await clerk.get(f"/staff/consultations/{compared}")
    for act in ("更改条文对应", "列明修改缘由", "取消修改缘由", "确认正式文本"):
        assert act in page.main


async def test_a_page_holds_twenty_doubtful_clauses(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_reported(database, cast, now=clock())
    numbers = "六七八九"
    more = "".join(f"第{n}条（第{n}项事务）由{n}号窗口负责办理{n * 9}。\n" for n in numbers)
    await compare(database, cast, c, now=clock(), text=FINAL + more)
    await client.sign_in("chen", PASSWORD)
    page = await client.get(desk(c, "/pairs"))
    assert len(page.all("tbody tr")) == 10
