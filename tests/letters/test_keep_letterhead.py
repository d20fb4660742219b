"""The letterhead: kept by the chief of the openness office, used by the letters after it."""

import pytest

from app.letters.queries import get_head
from app.letters.rules import LetterKind, check_head
from app.lib.db import Database
from app.lib.errors import FormInvalid
from tests.browser import Browser
from tests.cast import PASSWORD, Cast

FORM = {
    "name": "某市人力资源和社会保障局",
    "prefix": "某人社公开",
    "organ": "某市人民政府",
    "court": "某市铁路运输法院",
    "contact": "某路1号，电话000",
    "complaints": "",
}


async def test_it_is_kept_and_shown(client: Browser, database: Database, cast: Cast) -> None:
    await client.sign_in("qian", PASSWORD)
    assert "某市人力资源和社会保障局公开〔2026〕1号-回" in (await client.get("/staff/letterhead")).main
    assert (await client.post("/staff/letterhead", FORM)).status == 303
    async with database.read() as db:
        head = await get_head(db, cast.agency.id)
    assert (head.prefix, head.organ, head.court) == ("某人社公开", "某市人民政府", "某市铁路运输法院")
    assert "某人社公开〔2026〕1号-回" in (await client.get("/staff/letterhead")).main


@pytest.mark.parametrize("prefix", ["", "HRSS", "某", "某" * 13])
async def test_characters_that_are_none_are_refused(client: Browser, cast: Cast, prefix: str) -> None:
    await client.sign_in("qian", PASSWORD)
    page = await client.post("/staff/letterhead", FORM | {"prefix": prefix})
    assert page.status == 422
    assert "prefix" in page.errors
    assert page.field("court") == FORM["court"]


def test_two_kinds_never_end_their_numbers_alike() -> None:
    check_head("某人社公开", {LetterKind.REPLY: "复"})
    for codes in ({LetterKind.REPLY: "补"}, {LetterKind.REPLY: ""}, {LetterKind.REPLY: "答复"}):
        with pytest.raises(FormInvalid):
            check_head("某人社公开", codes)
