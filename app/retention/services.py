"""Erasing what is over. Rows stay, so that numbers and counts stay true; what names people goes."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import SYSTEM
from app.applicants.models import Applicant
from app.files.models import StoredFile
from app.files.services import remove_file
from app.history.services import record
from app.letters.models import Letter
from app.mailbox.models import IncomingFile, IncomingMail
from app.notices.models import Mail
from app.notices.services import drop_mails
from app.receipts.links import topic_of
from app.receipts.services import forget_contact
from app.requests.models import Application, ApplicationFile, InformationRequest
from app.retention.models import ErasureRun
from app.retention.queries import OVER
from app.retention.reach import empty
from app.retention.rules import DataClass, check_cutoff

BATCH = 200
Erase = Callable[[AsyncSession, Sequence[UUID], datetime], Awaitable[None]]


async def erase_due(db: AsyncSession, kind: DataClass, agency_id: UUID, *, cutoff: datetime, now: datetime) -> int:
    """Erase a batch of what ended before the cutoff (到期清理); answers how much it was.

    Raises:
        TooYoung: the cutoff reaches into what the law keeps; NeverErased: the record of acts. Nothing was erased.
    """
    check_cutoff(kind, cutoff, now=now)
    erased = 0
    for over, erase in zip(OVER[kind], _ERASE[kind], strict=True):
        ids = list(await db.scalars(over(agency_id, cutoff).limit(BATCH)))
        if ids:
            await erase(db, ids, now)
        erased += len(ids)
    if erased:
        db.add(ErasureRun(agency_id=agency_id, kind=kind.value, cutoff=cutoff, erased=erased, ran_at=now))
        details = {"class": kind.value, "cutoff": cutoff.isoformat(), "erased": erased}
        subject = f"agency:{agency_id}"
        record(db, "retention:erase_due", subject, agency_id=agency_id, actor=SYSTEM, now=now, **details)
        await db.flush()
    return erased


async def _erase_contacts(db: AsyncSession, ids: Sequence[UUID], _now: datetime) -> None:
    for receipt_id in ids:
        await forget_contact(db, receipt_id)
        await drop_mails(db, topic_of(receipt_id))


async def _erase_requests(db: AsyncSession, ids: Sequence[UUID], now: datetime) -> None:
    """Applicant, words, files, letters and mails of these applications; numbers, days and results stay."""
    rows = (
        await db.execute(
            select(Application.applicant_id, Application.receipt_id).where(Application.id.in_(ids))
        )
    ).tuples().all()  # fmt: skip
    of_them = InformationRequest.application_id.in_(ids)
    requests = list(await db.scalars(select(InformationRequest.id).where(of_them)))
    subjects = [f"request:{one}" for one in requests]
    letters = list(await db.scalars(select(Letter.id).where(Letter.subject.in_(subjects))))
    mails = list(await db.scalars(select(IncomingMail.id).where(IncomingMail.request_id.in_(requests))))
    await _drop_files(db, ApplicationFile.application_id.in_(ids), ApplicationFile, now)
    await _drop_files(db, IncomingFile.mail_id.in_(mails), IncomingFile, now)
    await empty(db, "application", ids)
    await empty(db, "letter", letters)
    applicants = [applicant for applicant, _receipt in rows]
    await empty(db, "applicant", applicants)
    gone = {"id_hash": None, "id_masked": "", "erased_at": now}
    await db.execute(update(Applicant).where(Applicant.id.in_(applicants)).values(gone))
    await _erase_contacts(db, [receipt for _applicant, receipt in rows], now)


async def _erase_sent_mails(db: AsyncSession, ids: Sequence[UUID], _now: datetime) -> None:
    blank = {"to": "", "body": "", "subject": "", "stop_url": None, "topic": None}
    await db.execute(update(Mail).where(Mail.id.in_(ids)).values(blank))


async def _erase_aside_mails(db: AsyncSession, ids: Sequence[UUID], now: datetime) -> None:
    await _drop_files(db, IncomingFile.mail_id.in_(ids), IncomingFile, now)
    await db.execute(delete(IncomingMail).where(IncomingMail.id.in_(ids)))


async def _drop_files(
    db: AsyncSession, where: object, link: type[ApplicationFile] | type[IncomingFile], now: datetime
) -> None:
    files = list(await db.scalars(select(StoredFile).join(link, link.file_id == StoredFile.id).where(where)))  # type: ignore[arg-type]
    await db.execute(delete(link).where(where))  # type: ignore[arg-type]
    for file in files:
        await remove_file(db, file, actor=SYSTEM, now=now)


_ERASE: dict[DataClass, tuple[Erase, ...]] = {
    DataClass.CONTACTS: (_erase_contacts,),
    DataClass.REQUESTS: (_erase_requests,),
    DataClass.MAILS: (_erase_sent_mails, _erase_aside_mails),
}
