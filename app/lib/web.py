"""The HTTP edge that every page shares: language, headers, where a form came from, who asks, error pages."""

import hmac
import ipaddress
import logging
import math
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import quote, urlsplit

from litestar import Request, Response
from litestar.datastructures import Cookie, FormMultiDict, MutableScopeHeaders
from litestar.exceptions import ClientException, HTTPException, MethodNotAllowedException
from litestar.middleware.csrf import CSRF_SECRET_LENGTH, generate_csrf_hash
from litestar.response import Redirect
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.lib import i18n
from app.lib.crypto import sign, unsign
from app.lib.db import is_unheard_of
from app.lib.errors import DomainError, FormInvalid, NotFound, TryAgain
from app.lib.guards import PASSWORD_PAGE, PasswordChangeNeeded, SignInNeeded
from app.lib.i18n import gettext_noop as _
from app.lib.pages import address_of, render, show_moment
from app.lib.settings import Settings

log = logging.getLogger("daylight")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

MESSAGES = {
    400: _("The request could not be understood. Please go back and try again."),
    403: _("This form is too old or came from another site. Please open the page again and send it once more."),
    404: NotFound.message,
    405: _("This address takes no such request. Please go back and use the buttons of the page."),
    413: _("What was sent is too large."),
    429: _("Too many requests. Please wait a moment and try again."),
}
FAULT = _(
    "Something went wrong on our side. Nothing was stored. Please try again; if it stays, tell us the number {ref}."
)


def locale_of(request: Request[Any, Any, Any], default: str) -> str:
    chosen = request.cookies.get("lang", default)
    return chosen if chosen in i18n.LOCALES else default


async def use_locale(request: Request[Any, Any, Any]) -> None:
    """before_request: everything below speaks the visitor's language."""
    i18n.set_locale(locale_of(request, request.app.state.settings.default_locale))


async def secure_headers(message: Message, scope: Scope) -> None:
    """before_send: also covers 404 and 500, which route middleware does not see."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    settings: Settings = scope["litestar_app"].state.settings
    if settings.is_secure:
        headers.setdefault("strict-transport-security", "max-age=31536000")
    if scope["path"].startswith("/static/") and message["status"] == 200:  # never keep a 404 for a year
        headers["cache-control"] = "public, max-age=31536000, immutable"


CSRF = "daylight_csrf"


class SoundRequest(Request[Any, Any, Any]):
    """A request whose form, when nobody can read it, is the sender's fault and not ours."""

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, without a token that we did not sign.

        Litestar would put it into every form and then refuse each: after a change of SECRET_KEY, or beside another
        installation on the same host, nobody could send anything until the cookie was deleted by hand.
        """
        found = super().cookies
        token = found.get(CSRF)
        if token is not None:
            head, signature = token[:CSRF_SECRET_LENGTH], token[CSRF_SECRET_LENGTH:]
            expected = generate_csrf_hash(head, self.app.state.settings.secret_key)
            if not hmac.compare_digest(signature.encode(), expected.encode()):
                del found[CSRF]
        return found

    async def form(self) -> FormMultiDict:
        try:
            form = await super().form()
        except (UnicodeError, LookupError) as error:  # bytes that are no text, a charset that does not exist
            raise ClientException("unreadable form") from error
        if not isinstance(form.get("_csrf_token", ""), str):
            raise ClientException("a file in the place of the token")
        return form


def answer_head(app: ASGIApp) -> ASGIApp:
    """Answers HEAD like GET, without the page; the server leaves the body out. Monitors and link checkers ask so."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = cast(Scope, {**scope, "method": "GET"})
        await app(scope, receive, send)

    return answer


class SameOriginMiddleware:
    """Refuses a form that another site sent: the CSRF cookie pair alone is not bound to the visitor."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asks_only = scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS")
        if not asks_only and not scope["route_handler"].opt.get("exclude_from_csrf"):
            headers = {k.decode().lower(): v.decode("latin-1") for k, v in scope["headers"]}
            settings: Settings = scope["litestar_app"].state.settings
            site = headers.get("sec-fetch-site", "same-origin")
            origin = headers.get("origin")
            host, base = headers.get("host", "").lower(), urlsplit(settings.base_url.lower())
            ours = (f"{base.scheme}://{base.netloc}", f"http://{host}", f"https://{host}")
            if site not in ("same-origin", "none") or (origin and origin.lower() not in ours):
                raise HTTPException(status_code=403, detail="form from another site")
        await self.app(scope, receive, send)


def client_address(request: Request[Any, Any, Any]) -> str:
    """Address of the visitor, behind as many proxies as the settings trust."""
    trusted: int = request.app.state.settings.trusted_proxies
    chain = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    if trusted and len(chain) >= trusted:
        return chain[-trusted]
    return request.client.host if request.client else "unknown"


def client_network(request: Request[Any, Any, Any]) -> str:
    """The visitor's network, as far as limits tell networks apart: an IPv4 address, or the first 64 bits of IPv6.

    Whoever has one IPv6 address has 2**64 of them.
    """
    typed = client_address(request)
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        return typed[:100]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


DEVICE = "daylight_device"
DEVICE_LIFE = timedelta(days=730)


def known_device(request: Request[Any, Any, Any], now: datetime) -> str | None:
    """The name of this browser, if it has one that we signed."""
    return unsign("device", request.cookies.get(DEVICE, ""), now=now.timestamp())


def name_device(request: Request[Any, Any, Any], now: datetime) -> tuple[str, list[Cookie]]:
    """The name of this browser, and the cookie that gives it one if it has none. Only its keyed hash is ever stored.

    Pages with a support button give it already, so that a double click is one person.
    """
    if known := known_device(request, now):
        return known, []
    device = secrets.token_hex(16)
    return device, [_device_cookie(request, sign("device", device, expires_at=(now + DEVICE_LIFE).timestamp()))]


def _device_cookie(request: Request[Any, Any, Any], value: str) -> Cookie:
    return Cookie(
        key=DEVICE,
        value=value,
        max_age=int(DEVICE_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.is_secure,
        path="/",
    )


def refuse(request: Request[Any, Any, Any], error: DomainError) -> Response[Any]:
    """A refusal as a page that says what to do, or as the main block of it for htmx."""
    i18n.set_locale(locale_of(request, request.app.state.settings.default_locale))
    sentence = (
        sentence_of(request, error) if isinstance(error, TryAgain) else i18n.gettext(error.message, **error.params)
    )
    if isinstance(error, FormInvalid):
        sentence = " ".join(i18n.gettext(one.message, **one.params) for one in error.errors)
    answer = error_page(request, error.status, sentence, code=error.code)
    return say_when(request, answer, error) if isinstance(error, TryAgain) else answer


def sentence_of(request: Request[Any, Any, Any], error: TryAgain) -> str:
    """The refusal with its moment, to the minute and never too early."""
    return i18n.gettext(error.message, moment=show_moment(error.at, now=request.app.state.clock()))


def say_when(request: Request[Any, Any, Any], answer: Response[Any], error: TryAgain) -> Response[Any]:
    """Tell programs too when to come back."""
    seconds = (error.at - request.app.state.clock()).total_seconds()
    answer.headers["Retry-After"] = str(max(math.ceil(seconds), 1))
    return answer


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    i18n.set_locale(locale_of(request, request.app.state.settings.default_locale))
    status = error.status_code
    if status >= 500:
        return fault(request, error)
    sentence = i18n.gettext(MESSAGES.get(status, MESSAGES[400]))
    answer = error_page(request, status, sentence, code=f"HTTP {status}")
    if isinstance(error, MethodNotAllowedException):
        answer.headers["Allow"] = ", ".join(_methods_of(request))
    return answer


def _methods_of(request: Request[Any, Any, Any]) -> Iterator[str]:
    """The methods that an address takes (RFC 9110, 15.5.6); the router knows, but does not say."""
    for method in ("GET", "POST"):
        try:
            request.app.asgi_router.handle_routing(path=request.scope["path"], method=method)
        except HTTPException:
            continue
        yield from (method, "HEAD") if method == "GET" else (method,)


def fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Anything that nobody refused on purpose: a bug. Logged with its cause under the number that the page shows.

    A value that the database could not even look for is none: what it would name does not exist.
    """
    if is_unheard_of(error):
        return refuse(request, NotFound())
    reference = secrets.token_hex(4)
    log.error("fault %s at %s %s", reference, request.method, request.scope["path"], exc_info=error)
    i18n.set_locale(locale_of(request, request.app.state.settings.default_locale))
    sentence = i18n.gettext(FAULT, ref=reference)
    try:
        return error_page(request, 500, sentence, code=reference)
    except Exception:
        log.exception("fault %s: the error page failed too", reference)
        return Response(sentence.encode(), status_code=500, media_type="text/plain; charset=utf-8")


def ask_to_sign_in(request: Request[Any, Any, Any], _error: SignInNeeded) -> Response[Any]:
    here = address_of(request) if request.method == "GET" else "/staff"
    return Redirect(f"/sign-in?next={quote(here)}", status_code=303)


def ask_for_password(_request: Request[Any, Any, Any], _error: PasswordChangeNeeded) -> Response[Any]:
    return Redirect(PASSWORD_PAGE, status_code=303)


def error_page(request: Request[Any, Any, Any], status: int, sentence: str, *, code: str) -> Response[Any]:
    return render(
        request,
        "layout/error.html",
        block="main",
        status_code=status,
        status=status,
        sentence=sentence,
        code=code,
        back=_page_before(request),
    )


def _page_before(request: Request[Any, Any, Any]) -> str:
    """The page of this site that a refused form stood on; empty where the browser does not say."""
    before = urlsplit(request.headers.get("referer", ""))
    if request.method == "GET" or before.netloc != request.headers.get("host") or before.path.startswith("//"):
        return ""
    return before.path + (f"?{before.query}" if before.query else "")
