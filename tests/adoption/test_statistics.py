"""The numbers of one consultation, before and after its report."""

from datetime import timedelta

from app.lib.db import Database
from tests.adoption.office import Said, add_group, answer, make_studied, publish
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock


async def test_numbers_before_and_after_the_report(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    said = [Said(120, "a4"), Said(12, "a3"), Said(2), Said(2, "a4"), Said(1, "a3")]
    c = await make_studied(database, cast, *said, now=clock())
    page = await client.get(f"/consultations/{c}/statistics")
    assert page.status == 200
    assert page.all(".p-scores .v")[0].text().startswith("137")
    rows = [[cell.text() for cell in row.css("th, td.n")] for row in page.all(".p-sizes tbody tr")]
    assert rows == [["1", "1", "1"], ["2", "2", "4"], ["3–9", "0", "0"], ["10–29", "1", "12"], ["30–99", "0", "0"],
                    ["100条以上", "1", "120"]]  # fmt: skip
    assert len(page.all("svg.p-days")) == 1
    assert {a.attributes["href"] for a in page.all(".p-heat a")} >= {f"/consultations/{c}/clauses/a4"}
    await answer(database, cast, c, 1, 2, 3, 4, 5, now=clock())
    await publish(database, cast, c, now=clock())
    after = await client.get(f"/consultations/{c}/statistics")
    assert {a.attributes["href"] for a in after.all(".p-heat a")} >= {f"/consultations/{c}/report?clause=a4#groups"}


async def test_what_costs_is_worked_out_once_a_minute(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(2, "a4"), now=clock())

    async def groups() -> str:
        return (await client.get(f"/consultations/{c}/statistics")).all(".p-scores .v")[3].text()

    assert (await groups()).startswith("1")
    await add_group(database, c, Said(1, "a3"), now=clock())
    assert (await groups()).startswith("1")
    clock.advance(timedelta(minutes=1))
    assert (await groups()).startswith("2")


async def test_nothing_yet(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, now=clock(), state="open")
    assert "还没有" in (await client.get(f"/consultations/{c}/statistics")).main
