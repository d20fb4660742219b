"""What the pages of a comparison share."""

from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect

from app.lib.errors import FormInvalid

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect


def address(consultation_id: UUID, more: str = "") -> str:
    return f"/staff/consultations/{consultation_id}/revision{more}"


async def with_typed(request: Asked, invalid: FormInvalid) -> FormInvalid:
    """A refusal of the text itself knows no form: give it what was typed."""
    if not invalid.typed:
        typed = (await request.form()).get("text")
        invalid.typed |= {"text": typed} if isinstance(typed, str) and typed else {}
    return invalid
