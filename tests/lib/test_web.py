"""The HTTP edge: headers on every answer, forms from elsewhere refused, error pages that say what to do."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.lib.db import Database
from app.lib.errors import FieldError, Forbidden, FormInvalid, NotFound, Refused, TryAgain
from app.lib.web import HEADERS, client_address, client_network
from app.main import create_app
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import make_settings
from tests.make import make_consultation

pytestmark = pytest.mark.one_database("the edge of the site: headers, tokens, addresses")

SOON = timedelta(seconds=60, milliseconds=1)


@pytest.fixture
def app(own_app: Litestar) -> Litestar:
    return own_app


@get("/probe/{kind:str}")
async def probe(request: Request[Any, Any, Any], kind: str) -> Response[str]:
    match kind:
        case "fine":
            return Response("fine")
        case "moved":
            return Redirect("/probe/fine", status_code=303)
        case "missing":
            raise NotFound
        case "forbidden":
            raise Forbidden
        case "refused":
            raise Refused("The period is over.", code="E_CLOSED")
        case "invalid":
            raise FormInvalid([FieldError("text", "At least {min} characters, please.", {"min": 2})])
        case "large":
            raise HTTPException(status_code=413)
        case "address":
            return Response(client_address(request))
        case "network":
            return Response(client_network(request))
        case "much":
            now = request.app.state.clock()
            raise TryAgain("Very much came from your network. Please try again after {moment}.", at=now + SOON)
    raise RuntimeError("the cause of the fault")


@post("/probe")
async def send() -> Redirect:
    return Redirect("/probe/fine", status_code=303)


@pytest.fixture(autouse=True)
def _probes(app: Litestar) -> None:
    app.register(probe)
    app.register(send)


STATUS = {
    "fine": 200,
    "moved": 303,
    "forbidden": 403,
    "missing": 404,
    "refused": 409,
    "large": 413,
    "invalid": 422,
    "broken": 500,
}


@pytest.mark.parametrize(("kind", "status"), STATUS.items())
async def test_every_answer_carries_the_headers(client: Browser, kind: str, status: int) -> None:
    page = await client.get(f"/probe/{kind}")
    assert page.status == status
    assert {name: page.response.headers[name] for name in HEADERS} == HEADERS
    assert "strict-transport-security" not in page.response.headers


@pytest.mark.parametrize("path", ["/no/such/page", "/static/nothing.css"])
async def test_an_address_that_nobody_serves_is_a_page_too(client: Browser, path: str) -> None:
    page = await client.get(path)
    assert page.status == 404
    assert page.response.headers["content-security-policy"] == HEADERS["content-security-policy"]
    assert "immutable" not in page.response.headers.get("cache-control", "")
    assert "此页面不存在" in page.main or "不存在" in page.main


def test_the_policy_allows_nothing_inline_and_nobody_elsewhere() -> None:
    policy = HEADERS["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    for forbidden in ("unsafe-inline", "unsafe-eval", "blob:", "http:", "*", "nonce-"):
        assert forbidden not in policy
    assert "frame-ancestors 'none'" in policy


async def test_https_asks_browsers_to_stay_with_it(settings: Any, clock: Any) -> None:
    secure = make_settings(settings.data_dir, settings.database_url, base_url="https://yj.example.cn")
    app = create_app(secure, clock=clock, with_jobs=False)
    async with Browser(app) as browser:
        page = await browser.get("/sign-in")
    await app.state.database.close()
    assert page.response.headers["strict-transport-security"] == "max-age=31536000"
    assert all("secure" in value.lower() for value in page.response.headers.get_list("set-cookie"))


FOREIGN = [
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"origin": "http://localhost:8000.elsewhere.example"},
    {"origin": "http://["},
    {"origin": "http://localhost:8000/["},
    {"origin": "localhost:8000"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


async def send_with(client: Browser, headers: dict[str, str], *, token: bool = True) -> Page:
    await client.get("/sign-in")
    data = {"_csrf_token": client.http.cookies["daylight_csrf"]} if token else {}
    return Page(await client.http.post("/probe", data=data, headers=headers))


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_form_from_another_site_is_refused(client: Browser, headers: dict[str, str]) -> None:
    page = await send_with(client, headers)
    assert page.status == 403
    assert page.one("h1")


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://localhost:8000"}, {"sec-fetch-site": "same-origin"}], ids=str
)
async def test_our_own_form_is_taken(client: Browser, headers: dict[str, str]) -> None:
    assert (await send_with(client, headers)).status == 303


async def test_a_form_without_its_token_is_refused(client: Browser) -> None:
    assert (await send_with(client, {}, token=False)).status == 403


async def test_a_form_with_somebody_elses_token_is_refused(client: Browser, app: Litestar) -> None:
    async with Browser(app) as other:
        await other.get("/sign-in")
        token = other.http.cookies["daylight_csrf"]
    await client.get("/sign-in")
    assert (await client.http.post("/probe", data={"_csrf_token": token})).status_code == 403


PART = b'--x\r\nContent-Disposition: form-data; name="lang"\r\n%s\r\n\r\n%s\r\n--x--\r\n'


@pytest.mark.parametrize(
    "body",
    [b"nothing of the kind", PART % (b"", b"\xff\xfe"), PART % (b"Content-Type: text/plain; charset=none", b"en")],
    ids=["no parts", "no text", "no charset"],
)
@pytest.mark.parametrize("has_header", [True, False])
async def test_a_form_that_nobody_can_read_is_no_fault_of_ours(
    client: Browser, body: bytes, *, has_header: bool
) -> None:
    await client.get("/sign-in")
    headers = {"content-type": "multipart/form-data; boundary=x"}
    if has_header:  # the token is checked without reading the form, so the page reads it first
        headers["X-CSRFToken"] = client.http.cookies["daylight_csrf"]
    assert (await client.http.post("/preferences", content=body, headers=headers)).status_code == 400


@pytest.mark.parametrize(
    ("path", "field"), [("/preferences", "next"), ("/receipts", "number"), ("/sign-in", "username")]
)
async def test_a_file_where_words_belong_is_a_field_to_correct(client: Browser, path: str, field: str) -> None:
    page = await client.post(path, {"code": "x", "password": "x"}, files={field: ("a.txt", b"words")})
    assert page.status == 422


async def test_a_file_in_the_place_of_the_token(client: Browser) -> None:
    await client.get("/sign-in")
    assert (await client.http.post("/preferences", files={"_csrf_token": ("a.txt", b"x")})).status_code == 400


@pytest.mark.parametrize("token", ["0" * 128, "short", "\u00e9" * 70, '"><script>'])
async def test_a_token_that_we_did_not_sign_is_replaced(client: Browser, token: str) -> None:
    page = Page(await client.http.get("/sign-in", headers={"cookie": f"daylight_csrf={token}".encode()}))
    given = client.http.cookies["daylight_csrf"]
    assert given != token
    assert page.all(f'input[name=_csrf_token][value="{given}"]')
    assert (await client.post("/preferences", {"lang": "en"})).status == 303


@pytest.mark.parametrize("host", ["a:b", "[", "elsewhere.example"])
async def test_a_forged_host_changes_nothing(client: Browser, host: str) -> None:
    page = Page(await client.http.get("/sign-in?next=/staff", headers={"host": host}))
    assert page.status == 200
    assert "elsewhere" not in page.text


async def test_a_refusal_is_a_whole_page_or_the_block_that_htmx_asked_for(client: Browser) -> None:
    page, part = await client.get("/probe/refused"), await client.get("/probe/refused", htmx=True)
    for answer in (page, part):
        assert answer.status == 409
        assert "The period is over." in answer.text
        assert "E_CLOSED" in answer.text
    assert "<html" in page.text
    assert "<html" not in part.text
    assert "HX-Request" in page.response.headers["vary"]


async def test_errors_speak_the_visitors_language(client: Browser) -> None:
    assert "不存在" in (await client.get("/no/such/page")).main
    client.http.cookies.set("lang", "en", domain="localhost.local")
    assert NotFound.message in (await client.get("/no/such/page")).main


async def test_a_fault_is_logged_with_its_cause_under_the_number_that_is_shown(
    client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="daylight"):
        page = await client.get("/probe/broken")
    assert page.status == 500
    assert "the cause of the fault" not in page.text
    [record] = [entry for entry in caplog.records if entry.name == "daylight"]
    assert record.exc_info
    assert "the cause of the fault" in str(record.exc_info[1])
    number = str(record.args[0]) if isinstance(record.args, tuple) else ""
    assert len(number) == 8
    assert number in page.main


async def test_a_failed_statement_is_logged_without_what_was_written(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with database.read() as db:
            await db.execute(text("SELECT * FROM nowhere WHERE text = :text"), {"text": "住址是某路一号"})
    assert "nowhere" in str(failed.value)
    assert "某路一号" not in str(failed.value)


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.0.0.9", "10.0.0.9"),
        (2, "10.0.0.9, 10.0.0.1", "10.0.0.9"),
        (2, "10.0.0.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
async def test_only_trusted_proxies_are_believed(
    settings: Any, clock: Any, proxies: int, header: str, expected: str
) -> None:
    behind = make_settings(settings.data_dir, settings.database_url, trusted_proxies=proxies)
    app = create_app(behind, clock=clock, with_jobs=False)
    app.register(probe)
    async with Browser(app) as browser:
        answer = await browser.http.get("/probe/address", headers={"X-Forwarded-For": header})
    await app.state.database.close()
    assert answer.text == expected


BEFORE = [
    ("http://localhost:8000/staff/consultations?page=2", "/staff/consultations?page=2"),
    ("http://elsewhere.example/staff", None),
    ("http://localhost:8000//elsewhere.example", None),
    ("", None),
]


@pytest.mark.parametrize(("referer", "back"), BEFORE)
async def test_a_refused_form_leads_back_to_its_page(client: Browser, referer: str, back: str | None) -> None:
    answer = await client.http.post("/consultations", headers={"referer": referer})
    links = [node.attributes.get("href") for node in Page(answer).all("#error .govuk-button")]
    assert links == ([back, "/"] if back else ["/"])


@pytest.mark.parametrize("path", ["/", "/health", "/sign-in", "/no/such/page"])
async def test_head_is_answered_like_get(client: Browser, path: str) -> None:
    asked, got = await client.http.head(path), await client.http.get(path)
    assert asked.status_code == got.status_code
    assert asked.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
async def test_other_methods_are_refused_with_a_page(client: Browser, method: str) -> None:
    answer = await client.http.request(method, "/consultations", headers={"X-CSRFToken": "x"})
    assert answer.status_code in (403, 405)
    assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "allowed"), [("/consultations", "GET, HEAD"), ("/receipts", "GET, HEAD, POST"), ("/sign-out", "POST")]
)
async def test_a_refused_method_is_told_which_ones_there_are(client: Browser, path: str, allowed: str) -> None:
    """RFC 9110, 15.5.6."""
    await client.get("/sign-in")
    token = {"X-CSRFToken": client.http.cookies["daylight_csrf"]}
    answer = await client.http.request("PUT", path, headers=token)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
async def test_the_network_of_a_visitor(client: Browser, app: Litestar, address: str, network: str) -> None:
    async with Browser(app, address=address) as browser:
        assert (await browser.get("/probe/network")).text == network


async def test_too_much_says_when(client: Browser, clock: Any) -> None:
    page = await client.get("/probe/much")
    assert page.status == 429
    assert page.response.headers["retry-after"] == "61"
    assert "10:02" in page.main, "rounded up: never too early"


async def test_every_cookie_is_secure_under_https_and_none_is_for_other_sites(
    settings: Any, clock: Any, cast: Cast, database: Database
) -> None:
    consultation = await make_consultation(database, cast, now=clock())
    secure = make_settings(settings.data_dir, settings.database_url, base_url="https://yj.example.cn")
    app = create_app(secure, clock=clock, with_jobs=False)
    given: list[str] = []
    async with Browser(app) as browser:
        browser.http.base_url = "https://yj.example.cn"
        for path, sent in (
            (f"/consultations/{consultation}/comments", {"text": "宽限期太短了。"}),
            ("/preferences", {"lang": "en", "size": "large", "theme": "auto"}),
            ("/sign-in", {"username": "chen", "password": PASSWORD}),
        ):
            given += (await browser.get("/sign-in")).response.headers.get_list("set-cookie")
            page = await browser.post(path, sent)
            assert page.status == 303
            given += page.response.headers.get_list("set-cookie")
    await app.state.database.close()
    names = {cookie.partition("=")[0] for cookie in given}
    assert names == {
        "daylight_csrf", "daylight_device", "daylight_receipt", "daylight_session", "lang", "size", "theme",
    }  # fmt: skip
    for cookie in given:
        assert "; secure" in cookie.lower(), cookie
        assert "; samesite=lax" in cookie.lower(), cookie
        assert ("; httponly" in cookie.lower()) == cookie.startswith("daylight_"), cookie
