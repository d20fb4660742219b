"""The verbs of occasions. The caller holds the lock of the consultation."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.rules import check_state
from app.history.services import record
from app.lib.clock import local_date
from app.lib.errors import Forbidden, FormInvalid
from app.lib.i18n import gettext_noop as _
from app.occasions.forms import CancellationForm, OccasionForm, PostponementForm
from app.occasions.models import Occasion
from app.occasions.rules import EDITABLE, TO_COME, AlreadyOver, NotLater, OccasionState, check_day, check_public_text


async def enter_occasion(
    db: AsyncSession, consultation: Consultation, form: OccasionForm, *, actor: Actor, now: datetime
) -> Occasion:
    """Enter what took place, or announce what is planned (登记听取意见活动). The public sees both."""
    check_state(consultation.state, EDITABLE)
    form.check(may_be_hearing=consultation.is_past)
    check_day(form.held_on, is_held=form.is_held, today=local_date(now))
    occasion = new_occasion(
        consultation, OccasionState.HELD if form.is_held else OccasionState.ANNOUNCED, actor, now, **form.fields()
    )
    occasion.announced_at = now
    consultation.occasion_count += 1
    db.add(occasion)
    await db.flush()
    keep(db, "enter_occasion", occasion, actor, now, method=form.method, held_on=form.held_on.isoformat())
    return occasion


async def change_occasion(
    db: AsyncSession,
    consultation: Consultation,
    occasion: Occasion,
    form: OccasionForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Change an entry, or record what an announced one became (修改听取意见活动), until the report is published."""
    check_state(consultation.state, EDITABLE)
    was_held = occasion.state == OccasionState.HELD
    if occasion.state == OccasionState.CANCELLED or (was_held and not form.is_held):
        raise AlreadyOver
    form.check(may_be_hearing=consultation.is_past)
    if form.held_on != occasion.held_on or form.is_held != was_held:
        check_day(form.held_on, is_held=form.is_held, today=local_date(now))
    if not form.is_held and form.held_on != occasion.held_on:
        raise FormInvalid.of("held_on", _("The public knows this day already: postpone it, with a reason."))
    changes = form.fields()
    changed = [name for name, new in changes.items() if getattr(occasion, name) != new]
    for name in changed:
        setattr(occasion, name, changes[name])
    occasion.state = (OccasionState.HELD if form.is_held else OccasionState.ANNOUNCED).value
    keep(db, "change_occasion", occasion, actor, now, changed=changed, state=occasion.state)


async def postpone_occasion(
    db: AsyncSession,
    consultation: Consultation,
    occasion: Occasion,
    form: PostponementForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Move what was announced to a later day, with a reason that the public reads (延期举行)."""
    check_state(consultation.state, EDITABLE)
    if occasion.state not in TO_COME:
        raise AlreadyOver
    _check_public_reason(form.reason)
    before = occasion.held_on
    if form.held_on <= before:
        raise NotLater(day=before.isoformat())
    check_day(form.held_on, is_held=False, today=local_date(now))
    occasion.held_on = form.held_on
    days = {"before": before.isoformat(), "after": form.held_on.isoformat()}
    keep(db, "postpone_occasion", occasion, actor, now, reason=form.reason, **days)


async def cancel_occasion(
    db: AsyncSession,
    consultation: Consultation,
    occasion: Occasion,
    form: CancellationForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Cancel what has not taken place (取消), with a reason; what was public stays so, with it."""
    check_state(consultation.state, EDITABLE)
    if occasion.state not in (OccasionState.PREPARING, *TO_COME):
        raise AlreadyOver
    _check_public_reason(form.reason)
    occasion.state, occasion.cancelled_note = OccasionState.CANCELLED.value, form.reason
    keep(db, "cancel_occasion", occasion, actor, now, reason=form.reason)


def new_occasion(
    consultation: Consultation, state: OccasionState, actor: Actor, now: datetime, **fields: object
) -> Occasion:
    if actor.id is None:
        raise Forbidden
    return Occasion(
        agency_id=consultation.agency_id,
        consultation_id=consultation.id,
        created_by_id=actor.id,
        created_at=now,
        state=state.value,
        cancelled_note="",
        **fields,
    )


def _check_public_reason(reason: str) -> None:
    if errors := check_public_text({"reason": reason}):
        raise FormInvalid(errors)


def keep(db: AsyncSession, verb: str, occasion: Occasion, actor: Actor, now: datetime, **details: object) -> None:
    """Put an act on record."""
    record(
        db,
        f"occasion:{verb}",
        f"occasion:{occasion.id}",
        agency_id=occasion.agency_id,
        actor=actor,
        now=now,
        consultation=str(occasion.consultation_id),
        **details,
    )
