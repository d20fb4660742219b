"""What the desk's pages share."""

from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from app.consultations.models import Consultation
from app.consultations.rules import State
from app.lib.errors import FormInvalid

Answer = Response[Any] | Redirect
BASE = "/staff/consultations"


async def with_typed(request: Request[Any, Any, Any], invalid: FormInvalid) -> FormInvalid:
    """A refusal that came from a service knows no form: give it what was typed."""
    if not invalid.typed:
        sent = await request.form()
        for name in dict.fromkeys(sent.keys()):
            many = [one for one in sent.getall(name) if isinstance(one, str)]
            if many and name != "_csrf_token":
                invalid.typed[name] = many[0] if len(many) == 1 else many
    return invalid


def as_dict(consultation: Consultation) -> dict[str, Any]:
    return consultation.to_dict() | {
        "is_drafting": consultation.state == State.DRAFTING,
        "days": (consultation.closes_on - consultation.opens_on).days,
    }
