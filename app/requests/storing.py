"""How an application becomes rows, whoever hands it in: a citizen here, or the staff for one who came otherwise."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.applicants.services import record_applicant
from app.history.services import record
from app.requests.models import Application, ApplicationFile, InformationRequest
from app.requests.rules import NewApplication, NewItem, RequestState, first_state, read_doc_no


async def store_application(
    db: AsyncSession, new: NewApplication, *, receipt_id: UUID, actor: Actor, now: datetime
) -> Application:
    """Keep applicant, application, files and one request a matter, in the first state of its channel.

    What is received on arrival has its day of receipt at once; its due date is computed by the caller, who knows the
    calendar (`services.recompute_due`).
    """
    applicant = await record_applicant(db, new.applicant, agency_id=new.agency_id)
    state = first_state(new.channel)
    application = Application(
        agency_id=new.agency_id,
        receipt_id=receipt_id,
        applicant_id=applicant.id,
        channel=new.channel.value,
        submitted_at=now,
        arrived_on=new.arrived_on,
        received_on=new.arrived_on if state is RequestState.RECEIVED else None,
        form_wanted=new.form_wanted.value,
        way_wanted=new.way_wanted.value,
        help_wanted=new.help_wanted or None,
        entered_by_id=actor.id if actor.kind == "staff" else None,
        suggests_disclosure=new.suggests_disclosure,
        suggestion_reason=new.suggestion_reason or None,
        suggested_at=now if new.suggests_disclosure else None,
    )
    db.add(application)
    await db.flush()
    for file_id, name in new.file_names.items():
        db.add(ApplicationFile(application_id=application.id, file_id=file_id, name=name))
    for position, item in enumerate(new.items, start=1):
        db.add(_request(application, item, position, state, now))
    await db.flush()
    record(
        db,
        "request:submit_application" if actor.kind != "staff" else "request:enter_application",
        f"application:{application.id}",
        agency_id=new.agency_id,
        actor=actor,
        now=now,
        channel=new.channel.value,
        requests=len(new.items),
        files=len(new.file_names),
    )
    return application


def _request(
    application: Application, item: NewItem, position: int, state: RequestState, now: datetime
) -> InformationRequest:
    return InformationRequest(
        agency_id=application.agency_id,
        application_id=application.id,
        position=position,
        title=read_doc_no(item.doc_no),
        description=item.description,
        doc_no=item.doc_no or None,
        state=state.value,
        received_on=application.received_on,
        created_at=now,
    )
