"""The buttons of the board and of a group's page, as an officer uses them; their refusals; who may not."""

import pytest

from app.lib.db import Database
from app.opinion_groups.models import MergeProposal, OpinionGroup
from app.opinion_groups.services import mark_answered
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.opinion_groups.scene import (
    GRACE,
    GRACE_TOO,
    ONLINE,
    REFUND,
    comment_of,
    group,
    make_scene,
    members,
    say,
    seen,
)


async def test_confirm(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    board = f"/staff/consultations/{c}/groups"
    chosen = [await seen(database, c, 1), await seen(database, c, 2)]
    page = await client.follow(await client.post(f"{board}/confirm", {"chosen": chosen}))
    assert "已确认 2 组" in page.text
    assert (await group(database, c, 1)).state == "confirmed"
    assert (await group(database, c, 3)).state == "suggested"


async def test_newcomers_of_a_confirmed_group_are_new(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    shown = await seen(database, c, 1)
    await say(database, c, GRACE, clock)  # joins while the officer is looking at the page
    await client.post(f"/staff/consultations/{c}/groups/confirm?only={shown}")
    one = await group(database, c, 1)
    assert (one.state, one.size, one.new_count) == ("confirmed", 5, 1)
    await say(database, c, GRACE_TOO, clock)
    assert (await group(database, c, 1)).new_count == 2
    page = await client.get(f"/staff/consultations/{c}/groups?answer=new")
    assert len(page.all("article.p-group")) == 1
    await client.post(f"/staff/consultations/{c}/groups/confirm?only={await seen(database, c, 1)}")
    assert (await group(database, c, 1)).new_count == 0


async def test_rename(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    here = f"/staff/consultations/{c}/groups/1"
    page = await client.follow(await client.post(f"{here}/rename", {"title": "延长宽限期"}))
    assert "延长宽限期" in page.one("h1").text()
    page = await client.post(f"{here}/rename", {"title": "长" * 201})
    assert page.status == 422
    assert page.errors
    assert page.field("title") == "长" * 201


async def test_merge(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    chosen = [await seen(database, c, 3), await seen(database, c, 2)]
    await client.post(f"/staff/consultations/{c}/groups/merge", {"chosen": chosen})
    found = await members(database, c)
    assert set(found) == {1, 2}
    assert (REFUND, "") in found[2]
    assert (await group(database, c, 3)).state == "merged"
    await say(database, c, REFUND, clock, "")
    assert (await group(database, c, 2)).size == 4
    assert "第 2 组" in (await client.get(f"/staff/consultations/{c}/groups/3")).main


async def test_merge_through_a_search(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    here = f"/staff/consultations/{c}/groups/1"
    page = await client.get(f"{here}?find=手机")
    offered = [node.attributes["value"] for node in page.all("input[name=other]")]
    assert offered == [await seen(database, c, 2)]
    await client.post(f"{here}/merge", {"seen": await seen(database, c, 1), "other": offered[0]})
    assert (await group(database, c, 1)).size == 6


async def test_split(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    page = await client.post(
        f"/staff/consultations/{c}/groups/1/split",
        {"seen": await seen(database, c, 1), "comments": str(await comment_of(database, c, GRACE_TOO))},
    )
    assert page.status == 303, page.main
    found = await members(database, c)
    assert found[4] == [(GRACE_TOO, "a4")]
    new = await group(database, c, 4)
    assert (new.state, new.size, new.people) == ("confirmed", 1, 1)
    await say(database, c, GRACE_TOO, clock)
    await say(database, c, GRACE, clock)
    found = await members(database, c)
    assert (len(found[1]), len(found[4])) == (4, 2)


async def test_exact_repeats_go_along(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    await client.post(
        f"/staff/consultations/{c}/groups/1/move",
        {
            "seen": await seen(database, c, 1),
            "comments": str(await comment_of(database, c, GRACE)),
            "target": "2",
        },
    )
    found = await members(database, c)
    assert found[1] == [(GRACE_TOO, "a4")]
    assert len(found[2]) == 5
    await say(database, c, GRACE, clock)
    assert len((await members(database, c))[2]) == 6


async def test_split_by_clause(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    here = f"/staff/consultations/{c}/groups"
    await client.post(f"{here}/1/split-by-clause", {"seen": await seen(database, c, 1)})
    found = await members(database, c)
    assert found[4] == [(GRACE, "a3")]
    await say(database, c, GRACE, clock, "a3")
    await say(database, c, GRACE, clock, "a4")
    found = await members(database, c)
    assert (len(found[1]), len(found[4])) == (4, 2)
    page = await client.post(f"{here}/2/split-by-clause", {"seen": await seen(database, c, 2)})
    assert page.status == 409


async def test_undo(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    before = await members(database, c)
    await client.sign_in("chen", PASSWORD)
    here = f"/staff/consultations/{c}"
    chosen = [await seen(database, c, 1), await seen(database, c, 2)]
    await client.post(f"{here}/groups/merge", {"chosen": chosen})
    await client.post(
        f"{here}/groups/1/split",
        {"seen": await seen(database, c, 1), "comments": str(await comment_of(database, c, ONLINE))},
    )
    log = await client.get(f"{here}/events")
    addresses = [form.attributes["action"] for form in log.all(".p-history form")]
    assert len(addresses) == 2
    page = await client.post(addresses[1] or "")
    assert page.status == 409
    assert "拆分第 1 组" in page.main
    for address in addresses:
        assert (await client.post(address or "")).status == 303
    assert await members(database, c) == before
    assert (await client.post(addresses[0] or "")).status == 409
    assert len((await client.get(f"{here}/events")).all(".p-history li")) == 4


async def test_newcomers_go_home_when_a_merge_is_undone(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    here = f"/staff/consultations/{c}"
    chosen = [await seen(database, c, 1), await seen(database, c, 2)]
    await client.post(f"{here}/groups/merge", {"chosen": chosen})
    await say(database, c, ONLINE, clock, "a3")
    assert (await group(database, c, 1)).size == 7
    log = await client.get(f"{here}/events")
    await client.post(log.one(".p-history form").attributes["action"] or "")
    assert ((await group(database, c, 1)).size, (await group(database, c, 2)).size) == (4, 3)


async def test_refused_when_somebody_else_was_faster(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    board = f"/staff/consultations/{c}/groups"
    shown = await seen(database, c, 1)
    comment = str(await comment_of(database, c, GRACE_TOO))
    await client.post(f"{board}/1/split", {"seen": shown, "comments": comment})
    before = await members(database, c)
    for path, form in (
        ("confirm", {"chosen": shown}),
        ("merge", {"chosen": [shown, await seen(database, c, 2)]}),
        ("1/split", {"seen": shown, "comments": comment}),
        ("1/move", {"seen": shown, "comments": comment, "target": "2"}),
        ("1/split-by-clause", {"seen": shown}),
    ):
        page = await client.post(f"{board}/{path}", form)
        assert page.status == 409, path
        assert "第 1 组已有变动" in page.main
    assert await members(database, c) == before


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("confirm", {}, 409),
        ("merge", {}, 409),
        ("merge", {"chosen": "1.0.4"}, 409),
        ("1/move", {"seen": "1.0.4", "comments": "01890000-0000-7000-8000-000000000000", "target": "1"}, 409),
        ("1/move", {"seen": "1.0.4", "comments": "01890000-0000-7000-8000-000000000000", "target": "99"}, 422),
        ("1/split", {"seen": "1.0.4"}, 409),
        ("1/split", {"seen": "1.0.4", "comments": "no id"}, 422),
        ("1/split", {"seen": "1.0.4", "comments": "01890000-0000-7000-8000-000000000000"}, 409),
        ("1/move", {"seen": "1.0.4", "comments": "01890000-0000-7000-8000-000000000000", "target": "x"}, 422),
        ("confirm", {"chosen": "nonsense"}, 422),
        ("confirm", {"chosen": "99.0.1"}, 404),
    ],
)
async def test_refusals(
    database: Database, cast: Cast, clock: Clock, client: Browser, path: str, form: dict[str, str], status: int
) -> None:
    c = await make_scene(database, cast, clock)
    before = await members(database, c)
    await client.sign_in("chen", PASSWORD)
    assert (await client.post(f"/staff/consultations/{c}/groups/{path}", form)).status == status
    assert await members(database, c) == before


SENTENCES = [
    ("merge", {"chosen": "1.0.4"}, "只选中了一组，合并至少要选两组。"),
    ("1/move", {"target": "1"}, "所选意见已在第 1 组。"),
    ("1/move", {"target": "99"}, "没有第 99 组。"),
]


@pytest.mark.parametrize(("path", "form", "sentence"), SENTENCES)
async def test_a_refusal_says_what_is_wrong(
    database: Database, cast: Cast, clock: Clock, client: Browser, path: str, form: dict[str, str], sentence: str
) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    comment = str(await comment_of(database, c, GRACE))
    page = await client.post(f"/staff/consultations/{c}/groups/{path}", {"seen": "1.0.4", "comments": comment, **form})
    assert sentence in page.main
    assert path == "merge" or form["target"] == "1" or page.field("target") == form["target"], "typed is kept"


@pytest.mark.parametrize("decision", ["accept", "reject"])
async def test_proposals(database: Database, cast: Cast, clock: Clock, client: Browser, decision: str) -> None:
    c = await make_scene(database, cast, clock)
    one, other = await group(database, c, 1), await group(database, c, 2)
    async with database.write() as db:
        db.add(MergeProposal(group_id=one.id, other_group_id=other.id, consultation_id=c, score=64.0, state="open"))
    await client.sign_in("chen", PASSWORD)
    board = f"/staff/consultations/{c}/groups"
    page = await client.get(board)
    assert "系统建议合并 1 对" in page.main
    form = {"one": await seen(database, c, 1), "other": await seen(database, c, 2)}
    page = await client.follow(await client.post(f"{board}/proposals/{decision}", form))
    assert "系统建议合并" not in page.main
    assert (await group(database, c, 1)).size == (6 if decision == "accept" else 4)
    assert (await client.post(f"{board}/proposals/{decision}", form)).status in (404, 409)


async def test_answering_several(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    chosen = [await seen(database, c, 1), await seen(database, c, 3)]
    page = await client.post(f"/staff/consultations/{c}/groups/answer", {"chosen": chosen})
    assert page.location == f"/staff/consultations/{c}/answers/new?groups=1,3"


async def test_an_answered_group_takes_newcomers_and_marks_them(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    async with database.write() as db:
        one = await db.get_one(OpinionGroup, (await group(database, c, 1)).id)
        await mark_answered(db, [one], outcome="adopted", now=clock())
    await say(database, c, GRACE, clock)
    one = await group(database, c, 1)
    assert (one.state, one.outcome, one.size, one.new_count) == ("confirmed", "adopted", 5, 1)


async def test_an_answered_group_does_not_vanish_into_one_without_answer(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_scene(database, cast, clock)
    async with database.write() as db:
        one = await db.get_one(OpinionGroup, (await group(database, c, 1)).id)
        await mark_answered(db, [one], outcome="adopted", now=clock())
    await client.sign_in("chen", PASSWORD)
    form = {"seen": await seen(database, c, 2), "other": await seen(database, c, 1)}
    assert (await client.post(f"/staff/consultations/{c}/groups/2/merge", form)).status == 409


async def test_a_group_is_never_emptied(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    form = {"seen": await seen(database, c, 2), "comments": str(await comment_of(database, c, ONLINE)), "target": "1"}
    for path in ("2/split", "2/move"):
        assert (await client.post(f"/staff/consultations/{c}/groups/{path}", form)).status == 409


async def test_a_published_report_freezes_groups(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock, state="withdrawn")
    await client.sign_in("chen", PASSWORD)
    assert (await client.post(f"/staff/consultations/{c}/groups/1/rename", {"title": "名称"})).status == 409


@pytest.mark.parametrize(("who", "status"), [("luo", 404), ("foreign", 404), ("shen", 403), ("deng", 403), ("xu", 404)])
async def test_strangers_change_nothing(
    database: Database, cast: Cast, clock: Clock, client: Browser, who: str, status: int
) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in(who, PASSWORD)
    board = f"/staff/consultations/{c}/groups"
    shown = {"seen": "1.0.4", "chosen": "1.0.4", "comments": "01890000-0000-7000-8000-000000000000", "target": "2"}
    for path in ("confirm", "merge", "1/rename", "1/merge", "1/split", "1/split-by-clause", "1/move"):
        page = await client.post(f"{board}/{path}", shown | {"other": "2.0.2", "title": "x"} | _two(path))
        assert page.status == status, path
    for address in (board, f"{board}/1", f"/staff/consultations/{c}/events"):
        assert (await client.get(address)).status == (404 if status == 404 else 200)


def _two(path: str) -> dict[str, list[str]]:
    return {"chosen": ["1.0.4", "2.0.2"]} if path == "merge" else {}


async def test_nobody_without_sign_in(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    assert (await client.get(f"/staff/consultations/{c}/groups")).location.startswith("/sign-in")


@pytest.mark.parametrize(("outcome", "status"), [("", 409), ("not_adopted", 409), ("adopted", 303)])
async def test_no_answer_is_lost_in_a_merge(
    database: Database, cast: Cast, clock: Clock, client: Browser, outcome: str, status: int
) -> None:
    c = await make_scene(database, cast, clock)
    async with database.write() as db:
        await mark_answered(db, [await db.merge(await group(database, c, 1))], outcome=outcome, now=clock())
        await mark_answered(db, [await db.merge(await group(database, c, 2))], outcome="adopted", now=clock())
    await client.sign_in("chen", PASSWORD)
    form = {"seen": await seen(database, c, 1), "other": await seen(database, c, 2)}
    page = await client.post(f"/staff/consultations/{c}/groups/1/merge", form)
    assert page.status == status
    assert outcome != "not_adopted" or "处理结果不同" in page.main
