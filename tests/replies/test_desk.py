"""The staff's pages: choosing the kind, the form, the letter, review and issue, as a person does it without scripts."""

from datetime import timedelta

import pytest

from app.replies.facts import FACTS
from app.replies.rules import KINDS, ReplyKind
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make_replies import SIGNER, add_reviewers, complete, make_reply
from tests.make_requests import make_request

pytestmark = pytest.mark.one_database("forms and pages")

K = ReplyKind


def base(request_id: object) -> str:
    return f"/staff/requests/{request_id}/reply"


async def test_from_the_kinds_to_the_issued_letter(client: Browser, database, cast: Cast, clock: Clock) -> None:  # type: ignore[no-untyped-def]
    request_id = await make_request(database, cast, now=clock(), register_no="2026-0007")
    await add_reviewers(database, cast)
    await client.sign_in("chen", PASSWORD)
    kinds = await client.follow(await client.get(base(request_id)))
    links = {node.attributes["href"] for node in kinds.all(".p-kinds a")}
    assert {f"{base(request_id)}/edit?kind={kind.value}" for kind in K} <= links
    form = await client.get(f"{base(request_id)}/edit?kind=not_our_agency")
    sent = form.form(base(request_id)) | {"reasons": "由市医保局负责。"}
    refused = await client.post(base(request_id), sent)
    assert refused.status == 409
    assert "须告知其名称、联系方式" in refused.errors["agency_name"]
    assert refused.field("reasons") == "由市医保局负责。"
    sent |= {"agency_name": "某市医疗保障局", "agency_contact": "021-12345678"}
    kept = await client.follow(await client.post(base(request_id), sent))
    assert "某市医疗保障局" in kept.main
    assert "也可以自收到" in kept.main
    assert (await client.post(f"{base(request_id)}/submit")).status == 303
    for role in ("division_head", "openness_officer", "secrecy_reviewer", "openness_chief"):
        await client.sign_in(SIGNER[role], PASSWORD)  # type: ignore[index]
        page = await client.get(base(request_id))
        approve = page.form(f"{base(request_id)}/approve")
        assert (await client.post(f"{base(request_id)}/approve", approve)).status == 303
    await client.sign_in("chen", PASSWORD)
    issued = await client.follow(await client.post(f"{base(request_id)}/issue"))
    assert "〔2026〕1号-答" in issued.main
    assert (await client.get(f"{base(request_id)}/edit")).status in (200, 303)
    assert (await client.post(base(request_id), sent)).status == 409


@pytest.mark.parametrize("kind", K)
async def test_each_kind_asks_for_its_own_fields_only(
    client: Browser,
    database,
    cast: Cast,
    clock: Clock,
    kind: ReplyKind,  # type: ignore[no-untyped-def]
) -> None:
    request_id = await make_request(database, cast, now=clock())
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"{base(request_id)}/edit?kind={kind.value}")
    names = {node.attributes["name"] for node in page.all("main input, main textarea")} - {
        "_csrf_token",
        "kind",
        "find",
    }
    assert {one.name for one in FACTS[kind]} == names - {"bases", "is_override"}
    assert ("bases" in names) == (kind in (K.DENIED, K.PARTIAL))


async def test_an_unfinished_reply_is_kept_and_says_what_it_lacks(
    client: Browser,
    database,
    cast: Cast,
    clock: Clock,  # type: ignore[no-untyped-def]
) -> None:
    request_id = await make_request(database, cast, now=clock())
    await client.sign_in("chen", PASSWORD)
    sent = (await client.get(f"{base(request_id)}/edit?kind=not_exist")).form(base(request_id)) | {
        "search_where": "档案室"
    }
    missing = await client.post(base(request_id), sent)
    assert missing.status == 422
    assert list(missing.errors) == ["search_how"]
    page = await client.follow(await client.post(base(request_id), sent | {"is_rough": "1"}))
    assert "检索方式" in page.one(".p-checks").text()
    assert (await client.post(f"{base(request_id)}/submit")).status == 422


async def test_an_edited_text_with_the_wrong_remedy_is_refused_and_kept_on_the_page(
    client: Browser,
    database,
    cast: Cast,
    clock: Clock,  # type: ignore[no-untyped-def]
) -> None:
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, K.DENIED, now=clock(), state="drafting")
    await client.sign_in("chen", PASSWORD)
    sent = (await client.get(f"{base(request_id)}/edit?own=1")).form(base(request_id))
    assert "本机关决定不予公开" in sent["body"]
    wrong = sent["body"] + "\n如不服，也可以自收到之日起6个月内提起行政诉讼。"
    refused = await client.post(base(request_id), sent | {"body": wrong, "bases": ["EX16_PROCESS"]})
    assert refused.status == 409
    assert refused.errors["body"] == "救济途径告知与答复类型不符。"
    assert refused.field("body") == wrong


async def test_the_earlier_reply_to_the_same_applicant_is_offered(
    client: Browser,
    database,
    cast: Cast,
    clock: Clock,  # type: ignore[no-untyped-def]
) -> None:
    first = await make_request(database, cast, now=clock())
    await make_reply(database, cast, first, now=clock(), state="issued")
    clock.advance(timedelta(days=1))
    again = await make_request(database, cast, "请公开2025年度灵活就业人员社会保险补贴的发放标准", now=clock())
    await client.sign_in("chen", PASSWORD)
    kinds = await client.get(f"{base(again)}/kinds")
    (link,) = [
        one.attributes["href"] for one in kinds.all("a") if "kind=repeat&earlier" in (one.attributes["href"] or "")
    ]
    form = (await client.get(link or "")).form(base(again))
    assert form["earlier_no"].endswith("〔2026〕1号-答")
    assert form["earlier_on"] == "2026-09-10"


async def test_files_go_with_the_reply_and_nobody_else_gets_them(
    client: Browser,
    database,
    cast: Cast,
    clock: Clock,  # type: ignore[no-untyped-def]
) -> None:
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, now=clock(), state="drafting")
    await client.sign_in("chen", PASSWORD)
    path = f"{base(request_id)}/files"
    assert (await client.post(path, {"title": "发放标准"}, files={"file": ("王小明.txt", b"12345")})).status == 303
    page = await client.get(base(request_id))
    assert "发放标准" in page.one(".p-letter__att").text()
    link = page.one("#files ~ ul a").attributes["href"] or ""
    got = await client.get(link)
    assert got.response.content == b"12345"
    await client.sign_in("luo", PASSWORD)
    assert (await client.get(link)).status == 404
    await client.sign_in("chen", PASSWORD)
    assert (await client.post(f"{link}/remove")).status == 303
    assert (await client.get(link)).status == 404
    refused = await client.post(path, {}, files={"file": ("a.exe", b"MZ")})
    assert refused.status == 422


async def test_the_preview_is_a_letter_on_paper(client: Browser, database, cast: Cast, clock: Clock) -> None:  # type: ignore[no-untyped-def]
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, complete(K.PARTIAL), now=clock(), state="drafting")
    await client.sign_in("chen", PASSWORD)
    made = await client.get(f"{base(request_id)}/preview.pdf")
    assert made.response.content.startswith(b"%PDF")
    assert len(KINDS) == 18
