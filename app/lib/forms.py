"""One HTML form, one msgspec Struct: limits and messages live on its fields, and a bad form keeps what was typed.

class CommentForm(Form):
    text: Annotated[str, Meta(min_length=2, max_length=8000, extra={"missing": _("Please write your comment.")})]
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from msgspec import Meta

from app.lib.errors import FieldError, FormInvalid
from app.lib.i18n import gettext_noop as _

__all__ = ["Form", "Meta", "read"]

MISSING = _("Please fill this in.")
TOO_LONG = _("At most {max} characters; you have written {n}.")
TOO_SHORT = _("At least {min} characters, please.")
NOT_VALID = _("Please check this entry.")


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Days beyond are typing mistakes, and at the ends of the calendar reckoning with them fails."""


class Form(msgspec.Struct, kw_only=True, frozen=True):
    """Base of all forms."""


F = TypeVar("F", bound=Form)


@cache
def _hints(kind: type[Form]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def _fields(kind: type[Form]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(kind)


async def read(request: Request[Any, Any, Any], kind: type[F]) -> F:
    """The form that was sent, or FormInvalid with one sentence a field and everything as it was typed."""
    sent = await request.form()
    typed: dict[str, object] = {}
    for name in dict.fromkeys(sent.keys()):
        if name != "_csrf_token":
            many = sent.getall(name)
            typed[name] = many[0] if len(many) == 1 else many
    return parse(typed, kind)


async def keep_typed(request: Request[Any, Any, Any], invalid: FormInvalid) -> FormInvalid:
    """The refusal of a service, which knows no form, with what was typed: the page shows it again."""
    if not invalid.typed:
        sent = await request.form()
        names = [name for name in dict.fromkeys(sent.keys()) if name != "_csrf_token"]
        invalid.typed |= {name: sent[name] for name in names if isinstance(sent[name], str)}
    return invalid


def parse(typed: Mapping[str, object], kind: type[F]) -> F:
    """Check typed values against a form. Pure: also used by imports and tests."""
    clean: dict[str, Any] = {}
    errors: list[FieldError] = []
    hints = _hints(kind)
    for spec in _fields(kind):
        hint = hints[spec.name]
        meta, plain = _meta(hint), _plain(hint)
        value = _tidy(typed.get(spec.name), plain)
        if value in ("", None, []):
            if spec.required:
                errors.append(FieldError(spec.name, (meta.extra or {}).get("missing", MISSING)))
            continue
        try:
            clean[spec.name] = msgspec.convert(value, hint, strict=False)
        except msgspec.ValidationError:
            errors.append(_explain(spec.name, value, meta))
            continue
        if isinstance(clean[spec.name], date) and not FIRST_DAY <= clean[spec.name] <= LAST_DAY:
            errors.append(_explain(spec.name, value, meta))
    if errors:
        raise FormInvalid(errors, {name: _typed_again(value) for name, value in typed.items()})
    return kind(**clean)


def _typed_again(value: object) -> object:
    """What a field shows again. A file that was sent in the place of words is left out."""
    if isinstance(value, list):
        return [one for one in value if not isinstance(one, UploadFile)]
    return "" if isinstance(value, UploadFile) else value


def _meta(hint: Any) -> Meta:
    if get_origin(hint) is Annotated:
        return next((m for m in get_args(hint)[1:] if isinstance(m, Meta)), Meta())
    return Meta()


def _plain(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _tidy(value: object, plain: Any) -> object:
    """Browsers send \\r\\n and a checkbox's value or nothing; people leave blanks around."""
    if get_origin(plain) in (list, tuple):
        many: Sequence[object] = value if isinstance(value, list) else [] if value in (None, "") else [value]
        return [_tidy(one, str) for one in many]
    if isinstance(value, list):
        value = value[-1]
    if plain is bool:
        return value not in (None, "", "0", "false")
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\0", "").strip()
    return value


def _explain(name: str, value: object, meta: Meta) -> FieldError:
    extra = meta.extra or {}
    if isinstance(value, str) and meta.max_length is not None and len(value) > meta.max_length:
        return FieldError(name, extra.get("too_long", TOO_LONG), {"max": meta.max_length, "n": len(value)})
    if isinstance(value, str) and meta.min_length is not None and len(value) < meta.min_length:
        return FieldError(name, extra.get("too_short", TOO_SHORT), {"min": meta.min_length})
    return FieldError(name, extra.get("invalid", NOT_VALID))
