"""One step of a person who works on a consultation: locked, within his rights, carried out whole or not at all."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid, Refused

Act = Callable[[AsyncSession, Consultation], Awaitable[object]]


class RefusedOnPage(Exception):
    """A step that was refused. `invalid` is what the page shows above its list of what is missing."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message)
        self.status = refused.status
        self.invalid = FormInvalid([FieldError("", refused.message, refused.params)])


async def carry_out(
    database: Database, viewer: Actor, consultation_id: UUID, act: Act, *, to_edit: bool = False
) -> None:
    """Carry out one step in a transaction of its own. Raises RefusedOnPage where the step itself refuses; who may not
    see or change the consultation meets NotFound or Forbidden as everywhere."""
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=to_edit, lock=True)
        try:
            await act(tx, consultation)
        except Refused as refused:
            raise RefusedOnPage(refused) from refused
