"""The published report stands in the public catalogue, with numbers and without anybody's words."""

from app.lib.db import Database
from tests.adoption.office import Said, answer, make_studied, publish
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock


async def test_it_works(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(3, "a4", "琥珀色的意见。"), now=clock())
    await answer(database, cast, c, 1, now=clock())
    await publish(database, cast, c, now=clock())
    page = await client.get("/catalogue?source=consultation")
    (link,) = page.all(".p-entry__t a")
    assert link.text().endswith("意见采纳情况")
    entry = await client.get(link.attributes["href"] or "")
    assert "收到意见3条" in entry.main
    assert f"/consultations/{c}/report" in entry.main
    assert "琥珀" not in entry.text
