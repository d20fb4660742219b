"""Who asks too often what is public already is told when to come back; the application itself goes on."""

import pytest
from litestar import Litestar

from app.allowances.rules import OFFERS
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock


@pytest.mark.one_database("the limit is kept in memory")
async def test_offers_pause(app: Litestar, client: Browser, cast: Cast, clock: Clock) -> None:
    asked = {"agency": cast.agency.code, "description": "2025年灵活就业人员社会保险补贴标准"}
    assert (await client.post("/requests/similar", asked, htmx=True)).status == 200
    for _ in range(OFFERS.burst - 1):
        app.state.gate.look_up(OFFERS, "127.0.0.1", now=clock())
    page = await client.post("/requests/similar", asked, htmx=True)
    assert page.status == 429
    assert page.response.headers["retry-after"] == "1"
    assert "10:01" in page.one("[role=status]").text()
    assert page.all("h1") == []
    assert (await client.post("/requests/new", asked)).status == 200
