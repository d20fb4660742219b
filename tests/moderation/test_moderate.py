"""Many comments at once: one reason, one act, taken back as one; refused where something later rests on it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.comments.models import Comment
from app.comments.queries import count_hidden
from app.comments.rules import stored_findings
from app.consultations.models import Consultation
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.lib.personal_data import scan
from app.moderation.models import ModerationAct, ModerationMove
from app.opinion_groups.models import OpinionGroup
from tests.adoption.office import Said, make_studied
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

AD = "代办补缴，微信号：daiban_66"
ABUSE = "办事员都是饭桶"


@pytest.fixture
async def c(database: Database, cast: Cast, clock: Clock) -> UUID:
    groups = (Said(3, "a4", AD, "held", tuple(stored_findings(scan(AD)))), Said(2, "a3", ABUSE), Said(1, "", "很好"))
    return await make_studied(database, cast, *groups, now=clock())


@pytest.fixture
async def clerk(client: Browser, c: UUID) -> Browser:
    await client.sign_in("chen", PASSWORD)
    return client


async def ids(database: Database, words: str) -> list[str]:
    async with database.read() as db:
        query = select(Comment.id).where(Comment.text.startswith(words)).order_by(Comment.id)
        return [str(one) for one in await db.scalars(query)]


async def states(database: Database) -> list[tuple[str, str, str]]:
    async with database.read() as db:
        query = select(Comment.visibility, Comment.hidden_category, Comment.hidden_reason).order_by(Comment.id)
        return [tuple(row) for row in await db.execute(query)]


async def hidden(database: Database, c: UUID) -> dict[str, int]:
    async with database.read() as db:
        return await count_hidden(db, c)


async def send(browser: Browser, c: UUID, verb: str, **data: Any) -> Page:
    return await browser.post(f"/staff/consultations/{c}/moderate", {"verb": verb, **data})


async def hide(browser: Browser, c: UUID, **data: Any) -> Page:
    return await send(browser, c, "hide", **({"category": "abuse", "reason": "辱骂工作人员"} | data))


async def last_act(database: Database) -> ModerationAct:
    async with database.read() as db:
        return (await db.scalars(select(ModerationAct).order_by(ModerationAct.id.desc()).limit(1))).one()


async def undo(browser: Browser, c: UUID, act: ModerationAct) -> Page:
    return await browser.post(f"/staff/consultations/{c}/moderation/{act.id}/undo")


async def test_the_ticked_ones_are_hidden_for_one_reason(clerk: Browser, database: Database, c: UUID) -> None:
    before = await states(database)
    assert (await hide(clerk, c, comments=await ids(database, ABUSE))).status == 303
    assert [one for one in await states(database) if one[0] == "hidden"] == [("hidden", "abuse", "辱骂工作人员")] * 2
    assert await hidden(database, c) == {"abuse": 2}
    act = await last_act(database)
    assert (act.verb, act.n, act.category, act.reason, act.actor_name) == ("hide", 2, "abuse", "辱骂工作人员", "陈晓")
    async with database.read() as db:
        kept = await db.scalars(select(ModerationMove.was_visibility).where(ModerationMove.act_id == act.id))
        assert kept.all() == ["public", "public"]
        entry = (await db.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1))).one()
    assert (entry.verb, entry.subject, entry.details["n"]) == ("comment:hide_comments", f"consultation:{c}", 2)
    assert (await undo(clerk, c, act)).status == 303
    assert await states(database) == before
    assert await hidden(database, c) == {}


async def test_hidden_ones_stay_in_the_count_and_everybody_sees_how_many(
    clerk: Browser, database: Database, c: UUID, app: Any
) -> None:
    await hide(clerk, c, comments=await ids(database, ABUSE))
    await hide(clerk, c, comments=await ids(database, AD), category="advertising", reason="广告")
    async with database.read() as db:
        assert (await db.get_one(Consultation, c)).collected_count == 6
    async with Browser(app) as visitor:
        page = await visitor.get(f"/consultations/{c}/comments")
    assert "有5条意见不展示原文" in page.main
    assert "广告推销 3" in page.main
    assert "辱骂攻击 2" in page.main
    assert ABUSE not in page.text


async def test_a_group_as_a_whole(clerk: Browser, database: Database, c: UUID, clock: Clock) -> None:
    page = await clerk.get(f"/staff/consultations/{c}/flagged?group=2")
    assert len(page.all("article")) == 2
    until = page.field("until")
    clock.advance(timedelta(minutes=5))
    async with database.write() as db:  # somebody joins while the officer reads
        late = await db.get_one(Comment, UUID((await ids(database, ABUSE))[1]))
        late.received_at = clock()
    assert (await hide(clerk, c, group=2, whole=1, until=until)).status == 303
    assert await hidden(database, c) == {"abuse": 1}, "who came later was not seen"
    assert (await hide(clerk, c, group=2, whole=1)).status == 303
    assert await hidden(database, c) == {"abuse": 2}
    assert (await last_act(database)).group_number == 2
    page = await clerk.get(f"/staff/consultations/{c}/moderation")
    assert page.all(f'a[href="/staff/consultations/{c}/groups/2"]')


async def test_clear_and_hold_many(clerk: Browser, database: Database, c: UUID) -> None:
    wanted = await ids(database, AD)
    await send(clerk, c, "clear", comments=wanted)
    assert [state for state, *_ in await states(database)].count("cleared") == 3
    page = await clerk.get(f"/consultations/{c}/comments")
    assert "daiban_66" not in page.text, "cleared is still masked"
    await send(clerk, c, "hold", comments=[*wanted, *(await ids(database, ABUSE))])
    assert [state for state, *_ in await states(database)].count("held") == 5


async def test_what_was_dealt_with_already_is_left_alone(clerk: Browser, database: Database, c: UUID) -> None:
    wanted = await ids(database, ABUSE)
    await hide(clerk, c, comments=wanted)
    assert (await hide(clerk, c, comments=wanted, category="other")).status == 409
    assert (await send(clerk, c, "clear", comments=wanted)).status == 409
    assert (await hide(clerk, c)).status == 409
    assert await hidden(database, c) == {"abuse": 2}


async def test_undo_names_what_rests_on_it(clerk: Browser, database: Database, c: UUID) -> None:
    wanted = await ids(database, ABUSE)
    await hide(clerk, c, comments=wanted)
    first = await last_act(database)
    await send(clerk, c, "hold", comments=wanted[:1])
    second = await last_act(database)
    page = await undo(clerk, c, first)
    assert page.status == 409
    assert "其中1条意见后来又有变动（陈晓：将1条意见退回待核）" in page.main
    assert await hidden(database, c) == {"abuse": 1}
    await undo(clerk, c, second)
    assert (await undo(clerk, c, first)).status == 303
    assert await hidden(database, c) == {}
    assert (await undo(clerk, c, first)).status == 409


async def test_undo_brings_dropped_marks_back(clerk: Browser, database: Database, c: UUID) -> None:
    (wanted, *_) = await ids(database, AD)
    await clerk.post(f"/staff/consultations/{c}/comments/{wanted}/clear", {"as_written": "1"})
    async with database.read() as db:
        assert (await db.get_one(Comment, UUID(wanted))).findings == []
    await undo(clerk, c, await last_act(database))
    async with database.read() as db:
        comment = await db.get_one(Comment, UUID(wanted))
    assert (comment.visibility, comment.findings) == ("held", stored_findings(scan(AD)))


@pytest.mark.parametrize(
    ("data", "field"),
    [({"reason": ""}, "reason-many"), ({"category": ""}, "category-many"), ({"category": "x"}, "category-many")],
)
async def test_hiding_needs_kind_and_reason_and_keeps_what_was_typed(
    clerk: Browser, database: Database, c: UUID, data: dict[str, str], field: str
) -> None:
    wanted = await ids(database, ABUSE)
    back = f"/staff/consultations/{c}/flagged?show=public"
    page = await hide(clerk, c, comments=wanted, back=back, **data)
    assert page.status == 422
    assert list(page.errors) == [field]
    assert len(page.all("input[name=comments][checked]")) == 2
    assert await hidden(database, c) == {}


async def test_moves_can_only_grow(clerk: Browser, database: Database, c: UUID) -> None:
    await hide(clerk, c, comments=await ids(database, ABUSE))
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as db:
            await db.execute(text("DELETE FROM moderation_move"))


async def test_filters(clerk: Browser, database: Database, c: UUID, clock: Clock) -> None:
    async def shown(query: str) -> int:
        return len((await clerk.get(f"/staff/consultations/{c}/flagged?{query}")).all("article"))

    assert await shown("") == 3
    assert await shown("show=public") == 3
    assert await shown("show=all") == 6
    assert await shown("show=all&kind=chat_id") == 3
    assert await shown("show=all&kind=mobile") == 0
    assert await shown("show=all&words=饭桶") == 2
    assert await shown("show=all&clause=-") == 1
    assert await shown("show=all&clause=a4") == 3
    assert await shown("show=late") == 0
    assert await shown("show=all&words=daiban") == 0, "a search does not tell what a mask covers"
    assert await shown("group=1&words=代办") == 3
    assert await shown("group=99") == 0
    assert await shown("show=nonsense&kind=nonsense&before=nonsense&group=x") == 3


async def test_pages_go_on_where_the_last_one_ended(
    clerk: Browser, database: Database, c: UUID, cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.moderation.queries.PAGE", 2)
    monkeypatch.setattr("app.moderation.queries.LOOKED_AT", 3)
    for query, expected in (("show=all", 6), ("group=1", 3), ("show=all&words=饭桶", 2), ("group=1&words=代办", 3)):
        seen: list[str] = []
        page = await clerk.get(f"/staff/consultations/{c}/flagged?{query}")
        for _turn in range(9):
            seen += [node.attributes["id"] or "" for node in page.all("article")]
            following = page.all("a[rel=next]")
            if not following:
                break
            page = await clerk.get(following[0].attributes["href"] or "")
        assert len(seen) == len(set(seen)) == expected, query


async def test_the_author_reads_kind_reason_and_whom_to_turn_to(
    app: Any, clerk: Browser, database: Database, c: UUID
) -> None:
    async with database.write() as db:
        (await db.get_one(Consultation, c)).state = "open"
    async with Browser(app) as author:
        sent = {"text": "你们都是骗子，滚", "confirmed": "1"}
        page = await author.follow(await author.post(f"/consultations/{c}/comments", sent))
        slip = {"number": page.one("#receipt-number").text(), "code": page.one("#receipt-code").text()}
        await hide(clerk, c, comments=await ids(database, "你们都是"), reason="对工作人员使用侮辱性语言。")
        page = await author.follow(await author.post("/receipts", slip))
    for words in ("辱骂攻击", "对工作人员使用侮辱性语言。", "如对此有异议", slip["number"], "某市某路1号"):
        assert words in page.main


@pytest.mark.parametrize(
    ("who", "status"), [("ouyang", 303), ("deng", 403), ("shen", 403), ("luo", 404), ("xu", 404), ("foreign", 404)]
)
async def test_who_may(client: Browser, database: Database, c: UUID, who: str, status: int) -> None:
    await client.sign_in(who, PASSWORD)
    page = await hide(client, c, comments=await ids(database, ABUSE))
    assert page.status == status
    assert await hidden(database, c) == ({"abuse": 2} if status == 303 else {})


async def test_comments_of_another_consultation_are_left_alone(
    clerk: Browser, database: Database, c: UUID, cast: Cast, clock: Clock
) -> None:
    other = await make_studied(database, cast, Said(1, "", "别处的话"), now=clock())
    assert (await hide(clerk, c, comments=await ids(database, "别处"))).status == 409
    assert await hidden(database, other) == {}
    async with database.read() as db:
        number = await db.scalar(select(OpinionGroup.number).where(OpinionGroup.consultation_id == other))
    assert number == 1
