"""From a form to its verb: which form opens which step, and which one answers it."""

from datetime import datetime
from typing import Any

from litestar import Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.lib import forms
from app.lib.forms import Form
from app.proceedings import answering, services
from app.proceedings.fees import BothBases
from app.proceedings.forms import (
    ConsentForm,
    ConsultForm,
    CorrectedForm,
    CorrectionForm,
    DecisionForm,
    ExtensionForm,
    FeeForm,
    OpinionForm,
    PaidForm,
    ReasonsForm,
)
from app.proceedings.models import Proceeding
from app.proceedings.rules import ProceedingKind as K
from app.proceedings.rules import ProceedingState, may_approve
from app.requests.models import InformationRequest

OPENING: dict[K, type[Form]] = {
    K.CORRECTION: CorrectionForm,
    K.EXTENSION: ExtensionForm,
    K.THIRD_PARTY: ConsultForm,
    K.JOINT_MAKER: ConsultForm,
    K.REASONS: CorrectionForm,
    K.FEE: FeeForm,
}
ANSWERING: dict[K, type[Form]] = {
    K.CORRECTION: CorrectedForm,
    K.EXTENSION: ConsentForm,
    K.THIRD_PARTY: OpinionForm,
    K.JOINT_MAKER: OpinionForm,
    K.REASONS: ReasonsForm,
    K.FEE: PaidForm,
}


async def open_step(
    db: AsyncSession, request: InformationRequest, kind: K, form: Any, *, actor: Actor, now: datetime
) -> Proceeding:
    """Open the step that the form asks for. The chief's own extension needs no second act of his."""
    if kind is K.CORRECTION:
        return await services.issue_correction(db, request, form.asked, workdays=form.workdays, actor=actor, now=now)
    if kind is K.REASONS:
        return await services.ask_reasons(db, request, form.asked, workdays=form.workdays, actor=actor, now=now)
    if kind is K.FEE:
        if len(form.basis) > 1:
            raise BothBases
        return await services.charge_fee(
            db, request, form.asked, basis=form.basis[0], pages=form.pages, actor=actor, now=now
        )
    if kind is K.EXTENSION:
        row = await services.propose_extension(db, request, form.asked, workdays=form.workdays, actor=actor, now=now)
        if may_approve(actor):
            await services.approve_extension(db, request, row, actor=actor, now=now)
        return row
    consult = services.consult_joint_maker if kind is K.JOINT_MAKER else services.consult_third_party
    return await consult(db, request, form.other_side, form.asked, actor=actor, now=now)


async def answer_step(
    db: AsyncSession, request: InformationRequest, row: Proceeding, form: Any, *, actor: Actor, now: datetime
) -> None:
    """Record what the form says about an open step."""
    if isinstance(form, CorrectedForm):
        await answering.receive_correction(
            db, request, row, form.answer, received_on=form.received_on, actor=actor, now=now
        )
    elif isinstance(form, ConsentForm):
        decide = services.approve_extension if form.consents else services.refuse_extension
        await decide(db, request, row, actor=actor, now=now)
    elif isinstance(form, OpinionForm):
        await answering.record_opinion(
            db, request, row, form.outcome, form.answer, answered_on=form.answered_on, actor=actor, now=now
        )
    elif isinstance(form, ReasonsForm):
        await answering.record_reasons(
            db, request, row, form.outcome, form.answer, delay=form.delay, actor=actor, now=now
        )
    elif isinstance(form, PaidForm):
        await answering.record_payment(db, request, row, paid_on=form.paid_on, actor=actor, now=now)
    elif isinstance(form, DecisionForm):
        await answering.decide_disclosure(db, request, row, form.decision, form.decision_reason, actor=actor, now=now)


async def read_answer(request: Request[Any, Any, Any], row: Proceeding) -> Form:
    """The form that answers this step; after the answer of a third party it is the decision."""
    kind = K(row.kind)
    if kind is K.THIRD_PARTY and row.state != ProceedingState.OPEN.value:
        return await forms.read(request, DecisionForm)
    return await forms.read(request, ANSWERING[kind])
