"""What is recorded of challenges, and their results."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.challenges.forms import ChallengeForm, DecisionForm
from app.challenges.models import Challenge
from app.challenges.queries import list_challenges, recorded
from app.challenges.rules import Result, check_decision, check_filed_on, check_order
from app.history.services import record
from app.lib.clock import local_date
from app.requests.models import InformationRequest


async def record_challenge(
    db: AsyncSession, request: InformationRequest, form: ChallengeForm, *, actor: Actor, now: datetime
) -> Challenge:
    """Record that a request is being challenged (登记复议诉讼). Raises FormInvalid."""
    submitted_on = request.received_on or local_date(request.created_at)
    check_filed_on(form.filed_on, submitted_on=submitted_on, today=local_date(now))
    check_order(form.kind, form.filed_on, map(recorded, await list_challenges(db, request.id)))
    assert actor.id
    challenge = Challenge(
        agency_id=request.agency_id,
        request_id=request.id,
        kind=form.kind.value,
        organ=form.organ,
        case_no=form.case_no,
        filed_on=form.filed_on,
        result=Result.PENDING.value,
        note=form.note,
        recorded_by_id=actor.id,
        recorded_at=now,
    )
    db.add(challenge)
    await db.flush()
    _record(db, "record_challenge", challenge, actor, now, filed_on=form.filed_on.isoformat())
    return challenge


async def decide_challenge(
    db: AsyncSession, challenge: Challenge, form: DecisionForm, *, actor: Actor, now: datetime
) -> None:
    """Record how a challenge ended (登记结果); a later entry corrects it, the record keeps both. Raises FormInvalid."""
    check_decision(form.result, form.decided_on, filed_on=challenge.filed_on, today=local_date(now))
    challenge.result, challenge.decided_on = form.result.value, form.decided_on
    challenge.note = form.note or challenge.note
    _record(
        db, "decide_challenge", challenge, actor, now, result=form.result.value, decided_on=form.decided_on.isoformat()
    )


def _record(db: AsyncSession, verb: str, challenge: Challenge, actor: Actor, now: datetime, **details: object) -> None:
    subject = f"request:{challenge.request_id}"
    facts = {"challenge": str(challenge.id), "kind": challenge.kind, **details}
    record(db, f"challenge:{verb}", subject, agency_id=challenge.agency_id, actor=actor, now=now, **facts)
