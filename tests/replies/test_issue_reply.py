"""Drafting, the chain of approvals and issuing, through the verbs."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import select

from app.history.models import HistoryEntry
from app.letters.models import Letter
from app.letters.queries import read_letter
from app.letters.rules import OutdatedPhrase
from app.lib.db import Database
from app.lib.errors import Forbidden
from app.notices.models import Mail
from app.replies.approval import NotApproved, NotYourStep, OwnReply, ReplyChanged, WrongReplyState
from app.replies.drafting import attach_file, draft_replies, draft_reply, get_reply, submit_reply
from app.replies.facts import ReplyContent
from app.replies.forms import ReviewForm
from app.replies.models import Reply
from app.replies.queries import list_earlier, list_released, list_reviews, list_versions, list_waiting
from app.replies.reviewing import approve_reply, return_reply
from app.replies.rules import Basis, BasisMissing, RemedyUnfit, ReplyKind
from app.replies.services import issue_replies, issue_reply
from app.requests.models import InformationRequest
from tests.cast import Cast
from tests.conftest import Clock
from tests.make_replies import add_reviewers, approve_next, complete, make_reply
from tests.make_requests import id_number, make_request

K = ReplyKind


async def of(database: Database, request_id: UUID) -> InformationRequest:
    async with database.read() as db:
        return await db.get_one(InformationRequest, request_id)


async def test_a_reply_goes_through_every_step_and_is_issued_with_its_letter(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock(), register_no="2026-0001", email="w@example.org")
    reply = await make_reply(database, cast, request_id, K.DENIED, now=clock(), state="issued")
    async with database.read() as db:
        request = await db.get_one(InformationRequest, request_id)
        letter = await db.get_one(Letter, reply.letter_id)
        steps = [row["role"] for row in await list_reviews(db, reply)]
        mail = (await db.scalars(select(Mail))).one()
        verbs = list(await db.scalars(select(HistoryEntry.verb).where(HistoryEntry.subject == f"request:{request_id}")))
        released = (await list_released(db, [request_id]))[request_id]
    assert (request.state, request.reply_kind, request.replied_at) == ("replied", "denied", clock())
    assert steps == ["division_head", "openness_officer", "secrecy_reviewer", "legal_reviewer", "openness_chief"]
    content = read_letter(letter).content
    assert (content.addressee, content.request_no, content.you) == ("王小明", "2026-0001", "您")
    assert "先向" in (content.remedy or "")
    assert "第十六条第二款" in content.legal_basis[1]
    assert (reply.annual_row, reply.is_late) == ("denied_process_info", False)
    assert mail.to == "w@example.org"
    assert letter.number in mail.body
    assert "denied" not in mail.body
    assert verbs.count("reply:approve_reply") == 5
    assert "reply:issue_reply" in verbs
    assert (released.number, released.remedies) == (letter.number, ("A",))


async def test_at_40_the_last_minute_is_in_time_and_the_next_is_late(
    database: Database, cast: Cast, clock: Clock
) -> None:
    late = {}
    for n in range(2):
        request_id = await make_request(database, cast, now=clock(), id_number=id_number(n))
        await make_reply(database, cast, request_id, now=clock())
        due = (await of(database, request_id)).due_on
        assert due is not None
        moment = datetime(due.year, due.month, due.day, 15, 59, 59, tzinfo=UTC) + timedelta(seconds=n)
        async with database.write() as db:
            await issue_reply(db, await db.get_one(InformationRequest, request_id), actor=cast["ouyang"], now=moment)
            late[n] = (await get_reply(db, request_id)).is_late
    assert late == {0: False, 1: True}


async def test_at_34_no_refusal_leaves_without_basis_or_with_the_wrong_remedy(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock())
    wrong = "经审查，不予公开。\n如不服，也可以自收到之日起6个月内提起行政诉讼。\n本机关决定不予公开。"
    for content, refusal in (
        (complete(K.DENIED, bases=()), BasisMissing),
        (complete(K.DENIED, body=wrong), RemedyUnfit),
        (complete(K.DENIED, facts={"reasons": "根据上级主管部门的意见。"}), OutdatedPhrase),
    ):
        await make_reply(database, cast, request_id, content, now=clock(), state="drafting")
        async with database.write() as db:
            request = await db.get_one(InformationRequest, request_id)
            with pytest.raises(refusal):
                await submit_reply(db, request, actor=cast["chen"], now=clock())
    assert (await of(database, request_id)).state == "in_process"


async def test_nothing_is_released_before_the_chain_is_complete(database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, now=clock(), state="under_review")
    for _step in range(4):
        async with database.write() as db:
            request = await db.get_one(InformationRequest, request_id)
            with pytest.raises(NotApproved):
                await issue_reply(db, request, actor=cast["ouyang"], now=clock())
            assert await list_released(db, [request_id]) == {}
            await approve_next(db, cast, request, now=clock())
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        await issue_reply(db, request, actor=cast["ouyang"], now=clock())
        with pytest.raises(WrongReplyState):
            await issue_reply(db, request, actor=cast["ouyang"], now=clock())
        assert len(list(await db.scalars(select(Letter)))) == 1


async def test_what_is_edited_after_approval_begins_the_chain_anew(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, now=clock(), state="approved")
    changed = complete(K.GRANTED, facts={"given": "另一份文件", "obtain_how": "窗口", "obtain_when": "工作日"})
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        reply = await draft_reply(db, request, changed, actor=cast["chen"], now=clock())
        assert (reply.state, request.state, reply.version) == ("drafting", "in_process", 2)
        assert [version.version for version, _name in await list_versions(db, reply)] == [1]
        with pytest.raises(NotApproved):
            await issue_reply(db, request, actor=cast["ouyang"], now=clock())
        await submit_reply(db, request, actor=cast["chen"], now=clock())
        assert (reply.round, reply.next_role) == (2, "division_head")
        await draft_reply(db, request, changed, actor=cast["chen"], now=clock())
        assert reply.version == 2, "the same words are no new version"


async def test_who_wrote_it_and_who_has_no_step_cannot_approve(database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, now=clock())
    reply = await make_reply(database, cast, request_id, now=clock(), state="under_review", by="deng")
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        for who, refusal in (("deng", OwnReply), ("ouyang", NotYourStep), ("shen", Forbidden)):
            with pytest.raises(refusal):
                await approve_reply(db, request, ReviewForm(seen=reply.digest), actor=cast[who], now=clock())
        standing_in = ReviewForm(seen=reply.digest, for_person=cast["deng"].id, deputy_reason="处长出差")
        await approve_reply(db, request, standing_in, actor=cast["gu"], now=clock())
        (row,) = await list_reviews(db, reply)
        assert (row["person"], row["standing_for"], row["deputy_reason"]) == ("顾局", "邓立", "处长出差")


async def test_a_returned_reply_goes_back_with_the_reason(database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, now=clock())
    reply = await make_reply(database, cast, request_id, now=clock(), state="under_review")
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        with pytest.raises(ReplyChanged):
            await approve_reply(db, request, ReviewForm(seen="other"), actor=cast["deng"], now=clock())
        form = ReviewForm(seen=reply.digest, comment="请附原件。")
        await return_reply(db, request, form, actor=cast["deng"], now=clock())
        reply = await get_reply(db, request_id)
        assert (reply.state, request.state) == ("drafting", "in_process")
    async with database.read() as db:
        assert [(one.what, one.request_id) for one in await list_waiting(db, cast["chen"])] == [("rewrite", request_id)]


async def test_the_inbox_shows_each_what_waits_for_him(database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, now=clock(), state="under_review")
    for who, next_person in (("deng", "ouyang"), ("ouyang", "bao"), ("bao", "qian")):
        async with database.write() as db:
            assert [one.what for one in await list_waiting(db, cast[who])] == ["review"]
            assert await list_waiting(db, cast[next_person]) == []
            assert await list_waiting(db, cast["luo"]) == []
            await approve_next(db, cast, await db.get_one(InformationRequest, request_id), now=clock())
    async with database.write() as db:
        await approve_next(db, cast, await db.get_one(InformationRequest, request_id), now=clock())
        assert [one.what for one in await list_waiting(db, cast["ouyang"])] == ["issue"]
        assert [one.what for one in await list_waiting(db, cast["chen"])] == ["issue"]


async def test_many_are_answered_in_the_same_words_each_with_his_own_letter(
    app: Litestar, database: Database, cast: Cast, clock: Clock
) -> None:
    await add_reviewers(database, cast)
    ids = [await make_request(database, cast, now=clock(), name=f"申请人{n}", id_number=id_number(n)) for n in range(3)]
    async with database.write() as db:
        requests = [await db.get_one(InformationRequest, one) for one in ids]
        await draft_reply(db, requests[0], complete(K.GRANTED), actor=cast["chen"], now=clock())
        await attach_file(
            db, app.state.files, requests[0], name="a.txt", data=b"a", title="表", actor=cast["chen"], now=clock()
        )
        await draft_replies(db, requests, complete(K.GRANTED), actor=cast["chen"], now=clock())
        await submit_reply(db, requests[0], actor=cast["chen"], now=clock())
        for _step in range(4):
            await approve_next(db, cast, requests[1], now=clock())
        letters = await issue_replies(db, requests, actor=cast["ouyang"], now=clock())
    assert [read_letter(one).content.addressee for one in letters] == ["申请人0", "申请人1", "申请人2"]
    assert len({one.number for one in letters}) == 3
    assert {read_letter(one).content.attachments for one in letters} == {("表",)}
    assert {(await of(database, one)).state for one in ids} == {"replied"}


async def test_earlier_replies_to_the_same_applicant_are_found_and_nobody_elses(
    database: Database, cast: Cast, clock: Clock
) -> None:
    first = await make_request(database, cast, now=clock())
    await make_reply(database, cast, first, now=clock(), state="issued")
    other = await make_request(database, cast, now=clock(), id_number=id_number(1))
    await make_reply(database, cast, other, now=clock(), state="issued")
    again = await make_request(database, cast, now=clock())
    async with database.read() as db:
        found = await list_earlier(db, await db.get_one(InformationRequest, again))
    assert [one.request_id for one in found] == [first]


async def test_nothing_that_names_a_person_is_plain_in_the_tables(database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, now=clock())
    secret = ReplyContent(K.OTHER, {"decision": "告知王小明", "reasons": "王小明来电"})
    await make_reply(database, cast, request_id, secret, now=clock(), state="drafting")
    async with database.read() as db:
        raw = (await db.connection()).exec_driver_sql
        rows = list(await raw("SELECT * FROM reply"))
        assert "王小明" not in repr(rows)
        assert list(await db.scalars(select(Reply.kind))) == ["other"]


async def test_grave_refusals_go_to_the_leadership(database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, now=clock())
    content = complete(K.DENIED, bases=(Basis.EX14_SECURITY,))
    reply = await make_reply(database, cast, request_id, content, now=clock(), state="issued")
    async with database.read() as db:
        assert [row["role"] for row in await list_reviews(db, reply)][-1] == "bureau_leader"
