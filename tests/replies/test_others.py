"""A reply and the steps before it: others who were asked, notices that ran out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.letters.models import Letter
from app.lib.clock import local_date
from app.lib.db import Database
from app.proceedings.models import Proceeding
from app.proceedings.rules import ConsultationOpen, Decision, DecisionMissing, Withheld
from app.replies.drafting import get_reply, submit_reply
from app.replies.rules import ReplyKind
from app.replies.services import issue_reply
from app.replies.storing import chain_of
from app.replies.suggesting import suggest
from app.requests.models import InformationRequest
from tests.cast import Cast
from tests.conftest import Clock
from tests.make_letters import make_letter
from tests.make_replies import make_reply
from tests.make_requests import make_request

K = ReplyKind


def step(request_id: object, clock: Clock, **changes: object) -> Proceeding:
    given = {"kind": "third_party", "state": "answered", "workdays": 15, "opened_on": local_date(clock()),
             "created_at": clock(), **changes}  # fmt: skip
    return Proceeding(request_id=request_id, **given)


@pytest.mark.parametrize(
    ("kind", "asked", "refusal"),
    [
        (K.GRANTED, {"state": "open"}, ConsultationOpen),
        (K.NOT_EXIST, {"state": "open"}, ConsultationOpen),
        (K.GRANTED, {"decision": None}, DecisionMissing),
        (K.GRANTED, {"decision": Decision.WITHHOLD}, Withheld),
        (K.PARTIAL, {"decision": Decision.WITHHOLD}, None),
        (K.GRANTED, {"decision": Decision.DISCLOSE}, None),
    ],
)
async def test_nothing_goes_out_against_others_who_were_asked(
    database: Database, cast: Cast, clock: Clock, kind: ReplyKind, asked: dict[str, object], refusal: type[Exception]
) -> None:
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, kind, now=clock())
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        db.add(step(request_id, clock, **asked))
        if refusal is None:
            await issue_reply(db, request, actor=cast["ouyang"], now=clock())
            return
        with pytest.raises(refusal):
            await issue_reply(db, request, actor=cast["ouyang"], now=clock())


async def test_at_33_an_override_goes_to_the_legal_division_and_the_leadership(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, now=clock(), state="drafting")
    async with database.write() as db:
        db.add(step(request_id, clock, decision=Decision.OVERRIDE))
        await db.flush()
        reply = await submit_reply(
            db, await db.get_one(InformationRequest, request_id), actor=cast["chen"], now=clock()
        )
        assert [role.value for role in chain_of(reply)][-3:] == ["legal_reviewer", "openness_chief", "bureau_leader"]


async def test_a_correction_that_ran_out_is_suggested_and_told_although_the_case_is_closed(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock(), state="correction_pending")
    letter = await make_letter(database, cast, request_id, now=clock())
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        until = local_date(clock()) + timedelta(days=14)
        lapsed = {"kind": "correction", "state": "lapsed", "letter_id": letter.id, "answer_by": until}
        db.add(step(request_id, clock, **lapsed))
        request.state = "abandoned_not_corrected"
        request.closed_at = clock()
        await db.flush()
        (hint,) = await suggest(db, request)
        assert (hint.kind, hint.given["answer_by"]) == (K.NOT_CORRECTED, until.isoformat())
        assert hint.given["notice_no"] == letter.number
    clock.advance(timedelta(days=60))
    await make_reply(database, cast, request_id, K.NOT_CORRECTED, now=clock(), state="issued")
    async with database.read() as db:
        request = await db.get_one(InformationRequest, request_id)
        reply = await get_reply(db, request_id)
        kinds = set(await db.scalars(select(Letter.kind)))
    assert (request.state, reply.is_late, reply.annual_row) == ("abandoned_not_corrected", False, "other_not_corrected")
    assert "not_processed" in kinds
    assert request.closed_at is not None
    assert date(2026, 9, 10) == request.received_on
