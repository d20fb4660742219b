"""HTML answers: the template environment, what every page knows, and the three ways to answer."""

import json
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import minijinja
import rjieba
from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from litestar.utils.scope.state import ScopeState
from litestar_htmx import HTMXDetails

from app.lib import i18n
from app.lib.clock import SHANGHAI, local_date
from app.lib.errors import FormInvalid
from app.lib.settings import Settings

TEMPLATES = Path(__file__).parents[2] / "templates"
STATIC = Path(__file__).parents[2] / "static" / "dist"
LAYOUT = "layout/page.html"
PIECES_KEPT = 4096

# Babel reads a locale's name anew at every call, which cost half a page; an object it takes as it is.
_BABEL = {"zh-CN": Locale.parse("zh_CN"), "en": Locale.parse("en_GB")}


class Pages:
    """The templates of one application. `layout` is the whole page, or only one block of it for htmx."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        disk = minijinja.load_from_path(str(TEMPLATES))

        def load(name: str) -> str | None:
            # "#rows" is a layout that holds nothing but that block: one template serves page and fragment.
            if name.startswith("#"):
                return f"{{% block {name[1:]} %}}{{% endblock %}}"
            return disk(name)

        env = minijinja.Environment(
            loader=load,
            undefined_behavior="strict",
            debug=False,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_escape_callback=lambda name: "none" if name.endswith(".txt") else "html",
            finalizer=lambda value: "" if value is None else value,
        )
        for name, function in (
            ("_", i18n.gettext),
            ("ngettext", i18n.ngettext),
            ("pgettext", i18n.pgettext),
            ("static", static_url),
        ):
            env.add_function(name, function)
        for name, function in (
            ("date", show_date),
            ("datetime", show_datetime),
            ("time", show_time),
            ("number", show_number),
            ("percent", show_percent),
            ("filesize", show_size),
            ("words", words),
            ("query", query_string),
        ):
            env.add_filter(name, function)
        self.env = env
        self._piece = lru_cache(maxsize=PIECES_KEPT)(self._make_piece)

    def text(self, template: str, **context: object) -> str:
        """A template without a page around it: mails, feeds."""
        return self.env.render_template(template, site=self.site(), **context)

    def piece(self, template: str, **values: Hashable) -> str:
        """A part of a page that depends on its values and the language alone: made once for the same values."""
        return self._piece(template, i18n.current_locale(), tuple(values.items()))

    def _make_piece(self, template: str, locale: str, values: tuple[tuple[str, Hashable], ...]) -> str:
        return minijinja.safe(self.env.render_template(template, locale=locale, **dict(values)))

    def site(self) -> dict[str, object]:
        s = self.settings
        return {
            "name": s.site_name if i18n.current_locale() == "zh-CN" else s.site_name_en,
            "agency_name": s.agency_name if i18n.current_locale() == "zh-CN" else s.agency_name_en,
            "contact": s.site_contact,
            "is_demo": s.is_demo,
            "sends_mail": bool(s.smtp_url),
            "asks_for_work": s.asks_for_work,
            "base_url": s.base_url,
        }


def render(
    request: Request[Any, Any, Any],
    template: str,
    *,
    block: str | None = None,
    status_code: int = 200,
    invalid: FormInvalid | None = None,
    cookies: Sequence[Cookie] = (),
    **context: object,
) -> Response[bytes]:
    """A page. With `block`, an htmx request gets only that block of the same template.

    `invalid` is a form that could not be taken: the page gets `errors` (field, sentence) and answers 422.
    Templates find what was typed in `typed`; without `invalid` both are empty.
    """
    pages: Pages = request.app.state.pages
    htmx = HTMXDetails(request)
    part = bool(block and htmx and not htmx.history_restore_request and not htmx.boosted)
    errors = [
        {"field": e.field, "message": i18n.gettext(e.message, **e.params)} for e in (invalid.errors if invalid else [])
    ]
    page = {
        "layout": f"#{block}" if part else LAYOUT,
        "site": pages.site(),
        "viewer": request.scope.get("user"),
        "locale": i18n.current_locale(),
        "is_large": request.cookies.get("size") == "large",
        "theme": "auto" if request.cookies.get("theme") == "auto" else "light",
        "path": address_of(request),
        "csrf_token": csrf_token(request),
        "flash": take_flash(request),
        "errors": errors,
        "typed": invalid.typed if invalid else {},
        "is_staff_page": request.scope["path"].startswith("/staff"),
        "now": request.app.state.clock(),
    }
    html = pages.env.render_template(template, **{**page, **context})
    return Response(
        html.encode(),
        media_type=MediaType.HTML,
        status_code=422 if invalid and status_code == 200 else status_code,
        headers={"Vary": "HX-Request, Cookie", "Cache-Control": "no-store" if page["viewer"] else "private, no-cache"},
        cookies=list(cookies),
    )


def address_of(request: Request[Any, Any, Any]) -> str:
    """Path and query as they were asked for; `request.url` would also read the Host, which anybody may forge."""
    query = request.scope["query_string"].decode("latin-1")
    return request.scope["path"] + (f"?{query}" if query else "")


def see_other(path: str, *, cookies: Sequence[Cookie] = ()) -> Redirect:
    """The answer to a POST that was carried out."""
    return Redirect(path, status_code=303, cookies=list(cookies))


def csrf_token(request: Request[Any, Any, Any]) -> str:
    token = ScopeState.from_scope(request.scope).csrf_token
    return token if isinstance(token, str) else ""


def flash(request: Request[Any, Any, Any], message: str, *, kind: str = "success", **params: object) -> None:
    """One sentence for the next page of a signed-in person. `message` is an English msgid."""
    request.session["flash"] = {"kind": kind, "text": message, "params": params}


def take_flash(request: Request[Any, Any, Any]) -> dict[str, str] | None:
    session = request.scope.get("session")
    if not isinstance(session, dict) or "flash" not in session:
        return None
    kept = session.pop("flash")
    return {"kind": kept["kind"], "text": i18n.gettext(kept["text"], **kept["params"])}


def show_date(value: date | datetime | None, style: str = "long") -> str:
    """2026年3月5日 / 5 March 2026; style "short" is 3月5日 / 5 Mar."""
    if value is None:
        return ""
    day = value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value
    return _date(day, style, i18n.current_locale())


@lru_cache(maxsize=4096)
def _date(day: date, style: str, locale: str) -> str:
    pattern = {"long": "long", "short": "M月d日" if locale == "zh-CN" else "d MMM", "iso": "yyyy-MM-dd"}[style]
    return format_date(day, format=pattern, locale=_BABEL[locale])


def show_datetime(value: datetime | None) -> str:
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI)
    pattern = "y年M月d日 HH:mm" if i18n.current_locale() == "zh-CN" else "d MMMM y, HH:mm"
    return format_datetime(local, pattern, locale=_BABEL[i18n.current_locale()])


def show_time(value: datetime) -> str:
    return format_time(value.astimezone(SHANGHAI), "HH:mm", locale=_BABEL[i18n.current_locale()])


def show_moment(value: datetime, *, now: datetime) -> str:
    """A moment to come, rounded up to the minute: 15:32 today, with its date on another day."""
    rounded = value + timedelta(microseconds=-(value.second * 1_000_000 + value.microsecond) % 60_000_000)
    return show_time(rounded) if local_date(rounded) == local_date(now) else show_datetime(rounded)


def show_number(value: int | float) -> str:
    return f"{value:,}"


def show_size(octets: int) -> str:
    """1.2 MB, 34 KB; never 0 KB."""
    return f"{octets / 1_000_000:.1f} MB" if octets >= 1_000_000 else f"{max(1, round(octets / 1000)):,} KB"


def show_percent(part: float, whole: float) -> str:
    """Share in per cent with one decimal; nothing of nothing is 0%."""
    return f"{(100 * part / whole) if whole else 0:.1f}%"


_OPENS, _CLOSES = "（《〈“‘〔【(", "）》〉”’〕】)，、。：；！？"


@lru_cache(maxsize=4096)
def words(title: str) -> list[str]:
    """A title in words, so that a line breaks between words only (缴费|服务, never 缴|费服务).

    A mark stays with its word: no line ends with an opening bracket or begins with a closing one.
    """
    found: list[str] = []
    for word in rjieba.cut(title):
        if found and (word[0] in _CLOSES or found[-1][-1] in _OPENS):
            found[-1] += word
        else:
            found.append(word)
    return found


def query_string(params: Mapping[str, object]) -> str:
    return urlencode({k: v for k, v in params.items() if v not in (None, "", 1)})


@lru_cache(maxsize=1)
def _manifest() -> Mapping[str, str]:
    return json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))


def static_url(name: str) -> str:
    """Address of a built file, with its content hash in the name."""
    return f"/static/{_manifest()[name]}"
