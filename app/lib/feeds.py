"""Answers that are the same for everybody: which language a program wants, and how it asks again cheaply."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import Request, Response

from app.lib.i18n import LOCALES

Asked = Request[Any, Any, Any]


def wanted_locale(request: Asked, lang: str) -> str:
    """The language of the address, else what the program asks for, else the site's; no cookie is read."""
    settings = request.app.state.settings
    if lang in LOCALES:
        return lang
    return _wanted(request.headers.get("accept-language", "")) or str(settings.default_locale)


def _wanted(accepted: str) -> str:
    """The first of our languages in Accept-Language, by weight; empty where there is none."""
    weighed: list[tuple[float, str]] = []
    for part in accepted.split(",")[:20]:
        tag, _semicolon, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        language = tag.strip().lower().partition("-")[0]
        if weight > 0 and language in ("zh", "en"):
            weighed.append((weight, "zh-CN" if language == "zh" else "en"))
    return max(weighed, key=lambda one: one[0], default=(0.0, ""))[1]


def answer_feed(request: Asked, body: bytes, updated: datetime, media_type: str) -> Response[bytes]:
    """With what a reader needs to ask again cheaply (RFC 9110 8.8, 13.1)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "last-modified": format_datetime(updated.astimezone(UTC), usegmt=True),
        "cache-control": "public, max-age=300",
        "vary": "Accept-Language",
    }
    if _is_known(request, tag, updated):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _is_known(request: Asked, tag: str, updated: datetime) -> bool:
    """If-None-Match decides; If-Modified-Since only where there is none."""
    if known := request.headers.get("if-none-match"):
        return known.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in known.split(",")]
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (TypeError, ValueError):
        return False
    return since.tzinfo is not None and updated.replace(microsecond=0) <= since
