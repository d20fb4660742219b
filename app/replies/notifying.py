"""The mail that tells an applicant of his reply: that it is there and where to read it, nothing of what it says."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.letters.models import Letter
from app.lib.i18n import gettext, in_locale
from app.notices.services import post_mail
from app.receipts.models import Receipt
from app.requests.models import InformationRequest
from app.requests.queries import get_application


async def tell_applicant(db: AsyncSession, request: InformationRequest, letter: Letter, *, now: datetime) -> bool:
    """Put the notice into the outbox, in the transaction of the reply. False where there is no address.

    Who filed on paper without an address gets the letter by post, which the staff records.
    """
    application, applicant = await get_application(db, request.application_id)
    receipt = await db.get_one(Receipt, application.receipt_id)
    address = receipt.contact_email or applicant.email
    if not address:
        return False
    with in_locale(receipt.locale):
        subject = gettext("Your request for information has been answered: {number}", number=receipt.number)
        body = gettext(
            "Your request for information (receipt {receipt}) has been answered: {letter}.\n\n"
            "Open your receipt on our site with its number and code: there you read the reply, download it with its "
            "files, and see what you can do if you do not agree, and until when.\n",
            receipt=receipt.number,
            letter=letter.number,
        )
    key = f"reply_issued:{request.id}"
    await post_mail(db, agency_id=request.agency_id, key=key, to=address, subject=subject, body=body, now=now)
    return True
