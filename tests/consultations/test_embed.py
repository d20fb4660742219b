"""The count for other people's pages: framed by anybody, without cookies, kept for a minute."""

from uuid import UUID

import pytest
from lxml import etree

from app.consultations.models import Consultation
from app.lib.db import Database
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_consultation

pytestmark = pytest.mark.one_database("pages are made from what was read")

PLACES = ["embed", "count.svg"]


@pytest.fixture
async def c(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock(), title='某市办法"<script>alert(1)</script>&（草案）')


@pytest.mark.parametrize("place", PLACES)
async def test_anybody_may_frame_it_and_no_cookie_is_set(client: Browser, c: UUID, place: str) -> None:
    answer = (await client.get(f"/consultations/{c}/{place}")).response
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("vary", "")
    assert answer.headers["cache-control"].startswith("public")
    assert "<script>" not in answer.text


@pytest.mark.parametrize("path", ["/", "/consultations", "/consultations/{c}", "/consultations/{c}/embedding"])
async def test_no_other_page_may_be_framed(client: Browser, c: UUID, path: str) -> None:
    answer = (await client.get(path.format(c=c))).response
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("place", PLACES)
async def test_it_is_sent_again_only_when_the_count_changed(
    client: Browser, database: Database, c: UUID, place: str
) -> None:
    path = f"/consultations/{c}/{place}"
    etag = (await client.get(path)).response.headers["etag"]
    same = await client.http.get(path, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    async with database.write() as db:
        (await db.get_one(Consultation, c)).collected_count = 1234
    changed = await client.http.get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "1,234" in changed.text


async def test_the_language_is_that_of_the_address_and_not_of_the_cookie(client: Browser, c: UUID) -> None:
    client.http.cookies.set("lang", "en")
    assert "收到" in (await client.get(f"/consultations/{c}/count.svg")).text
    assert "Comments received" in (await client.get(f"/consultations/{c}/count.svg?lang=en")).text
    assert (await client.get(f"/consultations/{c}/embed?lang=nonsense")).status == 200


async def test_the_badge_is_sound_xml(client: Browser, c: UUID) -> None:
    picture = etree.fromstring((await client.get(f"/consultations/{c}/count.svg")).response.content)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("place", [*PLACES, "embedding", "statistics"])
async def test_what_is_not_public_has_no_count(
    client: Browser, database: Database, cast: Cast, clock: Clock, place: str
) -> None:
    c = await make_consultation(database, cast, now=clock(), state="drafting")
    assert (await client.get(f"/consultations/{c}/{place}")).status == 404
