"""Every page as people meet it: both languages, wide and narrow, dark and large, with what a busy office leaves there.

A page is well when axe finds nothing, nothing sticks out sideways, it has one heading of the first level, a title of
its own, the right language, no id twice, no words left in the other language and no complaint in the console.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.main import create_app
from tests.conftest import make_settings
from tests.journeys.busy_office import SAID, make_busy_office
from tests.journeys.conftest import DESKTOP, PHONE, OpenPage
from tests.journeys.helpers import given_a_comment, look_up, press, sign_in, wait_until_grouped
from tests.journeys.site import ROOT, Site
from tests.make_requests import ID_NUMBER
from tests.test_access import routes_of

AXE = (ROOT / "static/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ZOOMED = {"width": 320, "height": 800}  # 1280 at 400 %

AXE_AT = {"zh-CN": DESKTOP, "en": PHONE}
"""The dearest step: each page is looked through wide in one language and narrow in the other."""

C = "/consultations/{consultation_id}"
S = "/staff/consultations/{consultation_id}"
REQUEST = "/staff/requests/{request_id}"
NOBODY = {
    "/": ["/"],
    "/about/{page}": ["/about/comments", "/about/privacy", "/about/accessibility", "/about/nonsense"],
    "/consultations": ["/consultations", "/consultations?show=reported"],
    C: ["{open}", "{closed}", "{studied}", "{reported}", "{archived}", "{withdrawn}", "{outline}"],
    f"{C}/clauses/{{ref}}": ["{open}/clauses/a4", "{reported}/clauses/a4", "{compared}/clauses/a3"],
    f"{C}/comments": ["{open}/comments", "{closed}/comments"],
    f"{C}/comments/new": ["{open}/comments/new?clause=a4", "{closed}/comments/new"],
    f"{C}/archive": ["{reported}/archive"],
    f"{C}/embedding": ["{open}/embedding"],
    f"{C}/statistics": ["{open}/statistics", "{nil}/statistics", "{reported}/statistics"],
    f"{C}/comparison": ["{compared}/comparison", "{compared}/comparison?show=different"],
    f"{C}/explanation": ["{open}/explanation"],
    f"{C}/hearings/{{hearing_id}}": ["{open}/hearings/{hearing}"],
    f"{C}/occasions": ["{open}/occasions", "{closed}/occasions"],
    f"{C}/follow": ["{open}/follow", "{archived}/follow"],
    f"{C}/report": ["{reported}/report", "{nil}/report"],
    f"{C}/voices": ["{open}/voices", "{reported}/voices", "{outline}/voices"],
    f"{C}/voices/{{number}}": ["{open}/voices/1"],
    "/catalogue": ["/catalogue", "/catalogue?topic=15-01&validity=repealed"],
    "/catalogue/data": ["/catalogue/data"],
    "/catalogue/{org_code}/{number}": ["/catalogue/{entry_no}", "/catalogue/{repealed_no}"],
    "/catalogue/{org_code}/{number}/versions/{version}": ["/catalogue/{entry_no}/versions/1"],
    "/guide": ["/guide"],
    "/follows": ["/follows"],
    "/follows/asked": ["/follows/asked"],
    "/follows/confirm/{token}": ["/follows/confirm/{confirm_token}", "/follows/confirm/{confirmed_token}"],
    "/follows/list/{token}": ["/follows/list/{list_token}"],
    "/follows/stop/{token}": ["/follows/stop/{stop_token}", "/follows/stop/{stopped_token}"],
    "/converted": ["/converted"],
    "/receipts": ["/receipts"],
    "/receipts/stop/{token}": ["/receipts/stop/{receipt_token}"],
    "/requests/guide": ["/requests/guide"],
    "/requests/new": ["/requests/new"],
    "/search": ["/search", "/search?q=缴费", "/search?q=缴费&year=2026", "/search?q=没有这样的字词"],
    "/sign-in": ["/sign-in"],
}
CLERK = {
    "/staff": ["/staff"],
    "/staff/consultations": ["/staff/consultations"],
    "/staff/consultations/new": ["/staff/consultations/new"],
    S: ["{drafting}", "{submitted}", "{approved}", "{open}", "{closed}", "{studied}", "{reported}", "{withdrawn}"],
    f"{S}/answers": ["{studied}/answers", "{answered}/answers?show=all"],
    f"{S}/answers/new": ["{studied}/answers/new?groups=3&groups=4"],
    f"{S}/answers/rest": ["{studied}/answers/rest"],
    f"{S}/attachments": ["{warned}/attachments", "{open}/attachments"],
    f"{S}/draft": ["{drafting}/draft", "{warned}/draft", "{open}/draft"],
    f"{S}/edit": ["{drafting}/edit"],
    f"{S}/events": ["{studied}/events"],
    f"{S}/flagged": [
        "{open}/flagged",
        "{open}/flagged?show=hidden",
        "{open}/flagged?show=late",
        "{studied}/flagged?group=1",
    ],
    f"{S}/moderation": ["{studied}/moderation"],
    f"{S}/compare": ["{studied}/compare?one=1&other=2", "{open}/compare"],
    f"{S}/matters": ["{studied}/matters", "{studied}/matters?show=close"],
    f"{S}/groups": ["{studied}/groups", "{outline}/groups"],
    f"{S}/groups/anew": ["{studied}/groups/anew", "{open}/groups/anew"],
    f"{S}/heard": ["{open}/heard?way={symposium}"],
    f"{S}/hearings/new": ["{open}/hearings/new"],
    f"{S}/hearings/{{hearing_id}}/edit": ["{open}/hearings/{hearing}/edit"],
    f"{S}/occasions": ["{open}/occasions", "{closed}/occasions"],
    f"{S}/occasions/new": ["{open}/occasions/new"],
    f"{S}/occasions/{{occasion_id}}": ["{open}/occasions/{symposium}", "{open}/occasions/{hearing}"],
    f"{S}/occasions/{{occasion_id}}/edit": ["{open}/occasions/{symposium}/edit"],
    f"{S}/uploads": ["{open}/uploads"],
    f"{S}/uploads/{{upload_id}}": ["{open}/uploads/{upload}"],
    f"{S}/groups/{{number}}": [
        "{open}/groups/1",
        "{studied}/groups/1?find=缴费",
        "{studied}/groups/2",
        "{studied}/groups/5",
    ],
    f"{S}/groups/{{number}}/answer": ["{studied}/groups/1/answer"],
    f"{S}/queue": ["{studied}/queue", "{answered}/queue"],
    f"{S}/report": ["{studied}/report", "{answered}/report", "{reported}/report"],
    f"{S}/revision": ["{reported}/revision", "{paired}/revision", "{compared}/revision"],
    f"{S}/revision/pairs": ["{paired}/revision/pairs", "{paired}/revision/pairs?row=a4", "{compared}/revision/pairs"],
    f"{S}/revision/preview": ["{paired}/revision/preview"],
    f"{S}/revision/text": ["{reported}/revision/text", "{paired}/revision/text", "{compared}/revision/text"],
    "/staff/disclosures": ["/staff/disclosures"],
    "/staff/disclosures/new": ["/staff/disclosures/new"],
    "/staff/disclosures/{entry_id}": ["/staff/disclosures/{entry_id}", "/staff/disclosures/{submitted_entry}"],
    "/staff/disclosures/{entry_id}/edit": ["/staff/disclosures/{entry_id}/edit"],
    "/staff/matters": ["/staff/matters"],
    "/staff/matters/new": ["/staff/matters/new"],
    "/staff/matters/{matter_id}": ["/staff/matters/{matter}"],
    "/staff/password": ["/staff/password"],
}
HEAD = {f"{REQUEST}/reply": ["/staff/requests/{reply_under_review}/reply"], S: ["{submitted}", "{closed}"]}
ADMIN = {
    "/staff/outbox": ["/staff/outbox"],
    "/staff/calendar": ["/staff/calendar", "/staff/calendar?year=2027"],
    "/staff/people": ["/staff/people"],
    "/staff/people/new": ["/staff/people/new"],
    "/staff/people/{person_id}": ["/staff/people/{person}"],
}
CHIEF = {
    "/staff/request-groups": ["/staff/request-groups", "/staff/request-groups?show=single"],
    "/staff/request-groups/compare": ["/staff/request-groups/compare?one={same_group}&other={year_group}"],
    "/staff/request-groups/matters": ["/staff/request-groups/matters", "/staff/request-groups/matters?show=close"],
    "/staff/request-groups/{number}": ["/staff/request-groups/{same_group}", "/staff/request-groups/{year_group}"],
    "/staff/request-groups/{number}/conversion": ["/staff/request-groups/{same_group}/conversion"],
    "/staff/suggestions": ["/staff/suggestions"],
    "/staff/guide": ["/staff/guide"],
    "/staff/disclosures/{entry_id}": ["/staff/disclosures/{entry_id}"],
    "/staff/requests": ["/staff/requests", "/staff/requests?view=done", "/staff/requests?view=unconfirmed&find=x"],
    "/staff/requests/calendar": ["/staff/requests/calendar"],
    "/staff/requests/inbox": ["/staff/requests/inbox"],
    "/staff/requests/new": ["/staff/requests/new"],
    "/staff/requests/register": ["/staff/requests/register"],
    REQUEST: [f"/staff/requests/{{{one}}}" for one in ("new", "registered", "case", "asked", "answered_case")],
    f"{REQUEST}/letters": ["/staff/requests/{case}/letters"],
    f"{REQUEST}/challenges": ["/staff/requests/{case}/challenges"],
    f"{REQUEST}/mails": ["/staff/requests/{case}/mails"],
    "/staff/letters/{letter_id}": ["/staff/letters/{letter}"],
    "/staff/mails": ["/staff/mails"],
    "/staff/mails/{mail_id}": ["/staff/mails/{mail}"],
    "/staff/letterhead": ["/staff/letterhead"],
    "/staff/retention": ["/staff/retention"],
    f"{REQUEST}/proceedings": ["/staff/requests/{stepped}/proceedings", "/staff/requests/{case}/proceedings"],
    f"{REQUEST}/proceedings/{{step}}": [
        f"/staff/requests/{{stepped}}/proceedings/{one}" for one in ("joint_maker", "third_party")
    ]
    + [f"/staff/requests/{{steady}}/proceedings/{one}" for one in ("correction", "extension", "fee")],
    f"{REQUEST}/record": ["/staff/requests/{case}/record"],
    f"{REQUEST}/reply": [f"/staff/requests/{{reply_{one}}}/reply" for one in ("drafting", "approved", "issued")],
    f"{REQUEST}/reply/kinds": ["/staff/requests/{case}/reply/kinds"],
    f"{REQUEST}/reply/edit": [
        "/staff/requests/{reply_drafting}/reply/edit?own=1",
        "/staff/requests/{case}/reply/edit?kind=already_public",
    ],
    f"{REQUEST}/reply/redact": ["/staff/requests/{reply_drafting}/reply/redact"],
    f"{REQUEST}/split": ["/staff/requests/{case}/split"],
}
AUDITOR = {"/staff/record": ["/staff/record"], f"{S}/archive": ["{reported}/archive"]}
VISITORS = {"": NOBODY, "chen": CLERK, "deng": HEAD, "xu": ADMIN, "shen": AUDITOR, "qian": CHIEF}
NO_PAGES = {
    "/receipts/{number}/requests/{position}/files/{file_id}",
    f"{REQUEST}/files/{{file_id}}",
    f"{REQUEST}/reply/files/{{file_id}}",
    f"{REQUEST}/reply/preview.pdf",
    "/staff/requests/register/{name}",
    "/feeds/{name}",
    "/catalogue/data/{name}",
    "/catalogue/feed.atom",
    "/converted.atom",
    "/converted.csv",
    "/converted.json",
    "/staff/requests/{request_id}/conversion",
    "/catalogue/{org_code}/{number}/files/{file_id}",
    "/staff/disclosures/{entry_id}/files/{file_id}",
    f"{C}/feed.atom",
    f"{C}/closing.ics",
    f"{C}/report/occasions.csv",
    "/health",
    f"{C}/challenge",
    "/requests/challenge",
    "/staff/letters/{letter_id}/letter.pdf",
    "/staff/letters/{letter_id}/letter.docx",
    "/staff/mails/{mail_id}/files/{file_id}",
    "/receipts/{number}/letters/{letter_id}/letter.pdf",
    f"{C}/attachments/{{attachment_id}}",
    f"{S}/attachments/{{attachment_id}}",
    f"{S}/draft/original",
    *(f"{C}/report.{kind}" for kind in ("csv", "docx", "json", "pdf", "xlsx")),
    f"{C}/archive.zip",
    f"{C}/count.svg",
    f"{C}/embed",  # looked at in test_embed: it has no frame of the site around it
    "/schemas/adoption-report-1.json",
    "/schemas/adoption-report-1-csv.json",
}
AFTER_AN_ACT = {  # looked at in test_receipt and test_receipt_of_a_request
    "/receipts/{number}",
    "/receipts/{number}/letters/{letter_id}",
    "/receipts/{number}/requests/{position}/correction",  # after a letter of the office: tests/home alone reads it
    "/receipts/{number}/requests/{position}/withdraw",
    "/receipts/{number}/suggest",
}

# Who; where; the form there, and what is typed into it; the answer.
ACTS: list[tuple[str, str, str, dict[str, str], int]] = [
    ("", "/sign-in", "form[action='/sign-in']", {"username": "chen"}, 422),
    ("", "/receipts", "main form[action='/receipts']", {"number": "YJ-2026-0000-00", "code": "AAAAAAAA"}, 422),
    ("", "{open}/comments/new", "#comment-form", {"text": "短"}, 422),
    ("", "{open}/follow", "form.p-follow", {"email": "nonsense"}, 422),
    ("", "/follows", "form.p-follow", {"email": "nonsense"}, 422),
    ("", "{open}/comments/new", "#comment-form", {"text": SAID}, 200),  # others already said something like this
    ("chen", "/staff/password", "form[action='/staff/password']", {}, 422),
    ("chen", "/staff/consultations/new", "form[action='/staff/consultations']", {}, 422),
    ("chen", "{warned}/draft", "form[action$='/draft/text']", {"text": ""}, 422),
    ("chen", "{bare}", "form[action$='/submit']", {}, 409),
    ("chen", "{open}", "form[action$='/extend']", {}, 422),
    ("chen", "{open}", "form[action$='/withdraw']", {}, 422),
    ("chen", "{open}/occasions/new", "form.p-form", {}, 422),
    ("chen", "{open}/hearings/new", "form.p-form", {}, 422),
    ("chen", "{open}/occasions/{hearing}", "form[action$='/participants']", {}, 422),
    ("chen", "{open}/occasions/{hearing}", "form[action$='/postpone']", {}, 422),
    ("chen", "{open}/heard", "form[action$='/heard']", {}, 422),
    ("chen", "{open}/uploads/{upload}", "form[action*='/uploads/']", {"text": ""}, 422),
    ("chen", "{studied}/groups/1/answer", "form[action$='/answer']", {}, 422),
    ("chen", "{studied}/answers/new?groups=3", "form[action$='/answers']", {}, 422),
    ("chen", "{open}/groups/1", "form[action$='/split']", {}, 409),
    ("chen", "{studied}/report", "form[action$='/report/submit']", {}, 409),
    ("chen", "/staff/matters/new", "form[action='/staff/matters']", {}, 422),
    ("chen", "/staff/disclosures/new", "form.p-form", {}, 422),
    ("chen", "/staff/disclosures/{found_entry}", "form[action$='/submit']", {}, 409),
    ("qian", "/staff/requests/new", "form.p-form", {}, 422),
    ("qian", "/staff/requests/{new}", "form[action$='/confirm']", {"received_on": ""}, 422),
    ("qian", "/staff/requests/{case}/split", "form.p-form", {}, 422),
    ("qian", "/staff/requests/register", "form[action$='/register']", {}, 422),
    ("xu", "/staff/people/new", "form[action='/staff/people']", {}, 422),
]
DARK_AND_LARGE = ["/", "{open}", "{reported}/report"]

FACTS = """() => ({
  title: document.title, lang: document.documentElement.lang, h1: document.querySelectorAll('h1').length,
  twice: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) < i),
  text: document.body.innerText, foreign: [...document.querySelectorAll('main [lang=en]')].map(e => e.innerText) })"""
SIDEWAYS = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""
COVERED = """() => { const e = document.activeElement, box = e.getBoundingClientRect()
  if (e === document.body || !box.width || e.classList.contains('govuk-skip-link')) return ''
  const within = (at, size) => Math.min(Math.max(at, 0), size - 1)
  const seen = [...e.getClientRects()].some(r => {
    const x = within(r.left + r.width / 2, innerWidth), y = within(r.top + r.height / 2, innerHeight)
    const top = document.elementFromPoint(x, y)
    return top && (e.contains(top) || top.contains(e) || (e.labels && [...e.labels].some(l => l.contains(top)))) })
  return seen ? '' : e.outerHTML.slice(0, 120) }"""
ENGLISH_LEFT = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,]+){3}\w+")  # in a Chinese page
CODE_LEFT = re.compile(r"\b[a-z]+:[a-z]+_[a-z_]+|\bundefined\b|\{\w+\}")  # in any page


@pytest.fixture(scope="session")
def office(site: Site) -> dict[str, str]:
    """Made once a site: tests of other modules may come in between, and its register numbers are taken then."""
    ids = site.with_database(lambda database: make_busy_office(database, site.cast))
    for text in (SAID, SAID + "谢谢"):
        given_a_comment(site, ids["open"], text, "a4")
    wait_until_grouped(site, ids["open"], 5)
    return ids


def address(pattern: str, who: str, office: dict[str, str]) -> str:
    desk = "/staff" if who else ""
    return (f"{desk}/consultations/{pattern}" if pattern.startswith("{") else pattern).format(**office)


def violations(page: Page) -> list[str]:
    """What axe finds, at the end of the page, where a bar that sticks to the lower edge covers nothing."""
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate(
        "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    assert len(result["passes"]) > 15, "the checker saw next to nothing"
    return [
        f"{v['id']}: {n['html'][:160]} {n['failureSummary'][:200]}" for v in result["violations"] for n in v["nodes"]
    ]


def faults(page: Page, lang: str, *, with_axe: bool = True) -> Iterator[str]:
    """Everything that is wrong with the page that is open."""
    page.wait_for_load_state()
    facts = page.evaluate(FACTS)
    if facts["lang"] != lang:
        yield f"speaks {facts['lang']}"
    if facts["h1"] != 1:
        yield f"has {facts['h1']} h1"
    if not facts["title"].strip():
        yield "has no title"
    yield from (f"has the id {one} twice" for one in facts["twice"])
    yield from (f"shows a code: {one}" for one in CODE_LEFT.findall(facts["text"]))
    if lang == "zh-CN":  # what a mail server answered is English, and says so
        own = facts["text"]
        for words in facts["foreign"]:
            own = own.replace(words, "") if words else own
        yield from (f"is left in English: {one[0]}" for one in ENGLISH_LEFT.finditer(own))
    if with_axe:
        page.set_viewport_size(AXE_AT[lang])  # type: ignore[arg-type]
        yield from (f"at {AXE_AT[lang]['width']}: {one}" for one in violations(page))
    for size in (PHONE, ZOOMED):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        yield from (f"at {size['width']} sticks out: {one}" for one in page.evaluate(SIDEWAYS))
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def open_as(open_page: OpenPage, who: str, lang: str) -> Page:
    page = open_page(lang=lang, bypass_csp=True)  # axe is put into the page
    return sign_in(page, who) if who else page


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("who", VISITORS)
def test_page(open_page: OpenPage, office: dict[str, str], who: str, lang: str) -> None:
    page, wrong = open_as(open_page, who, lang), []
    titles: dict[str, str] = {}
    for n, pattern in enumerate(one for some in VISITORS[who].values() for one in some):
        here = address(pattern, who, office)
        answer = page.goto(here)
        assert answer is not None
        assert answer.status == (404 if "nonsense" in here else 200), f"{here}: {answer.status}"
        # At the desk each second page goes through axe wide, the others narrow: every one once.
        wrong += [f"{pattern} {one}" for one in faults(page, lang, with_axe=not who or (n % 2 == 0) == (lang == "en"))]
        kind = re.sub(r"\{\w+\}", "", pattern).split("?")[0].removesuffix("/edit")  # another case's page of the kind
        if titles.setdefault(page.title(), kind) != kind:
            wrong.append(f"{pattern} has the title of {titles[page.title()]}: {page.title()}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_answer_to_a_form(open_page: OpenPage, office: dict[str, str], lang: str) -> None:
    """Refusals, and the page that asks whether what others said is meant."""
    pages: dict[str, Page] = {}
    wrong = []
    for who, pattern, form, typed, status in ACTS:
        page = pages.get(who) or pages.setdefault(who, open_as(open_page, who, lang))
        page.goto(address(pattern, who, office))
        with page.expect_navigation() as sent:
            page.locator(form).first.evaluate(
                "(form, typed) => { for (const name in typed) form.elements[name].value = typed[name]; form.submit() }",
                typed,
            )
        if sent.value.status != status:
            wrong.append(f"{pattern} {form}: {sent.value.status}")
        if status == 422 and not page.title().startswith(("错误", "Error")):
            wrong.append(f"{pattern} {form}: the title does not say that something is wrong: {page.title()}")
        wrong += [f"{pattern} {form} {one}" for one in faults(page, lang)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_receipt(open_page: OpenPage, office: dict[str, str], lang: str) -> None:
    page = open_as(open_page, "", lang)
    page.goto(address("{outline}/comments/new", "", office))
    said = {"zh-CN": "早市几点开始，请写清楚。", "en": "Please say who cleans the street afterwards."}[lang]
    page.fill("textarea[name=text]", said)
    press(page, "#comment-form button[type=submit]:not([name])")
    number, code = page.locator("#receipt-number").inner_text(), page.locator("#receipt-code").inner_text()
    wrong = [f"fresh: {one}" for one in faults(page, lang)]
    page.context.clear_cookies(name="session")
    look_up(page, number, code)
    assert not wrong + [f"opened: {one}" for one in faults(page, lang)]


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_receipt_of_a_request(open_page: OpenPage, office: dict[str, str], lang: str) -> None:
    """The form as it is, as it is refused, the slip, and what its holder may do."""
    page, wrong = open_as(open_page, "", lang), []
    page.goto("/requests/new")
    page.locator("#agency").select_option(index=1)
    said = {"zh-CN": "2025年各区零工市场的服务人次", "en": "How many people used the job markets in 2025"}[lang]
    page.fill("#description-0", said)
    press(page, "form[action='/requests/new'] button:not([name])")
    if page.locator("#application-form").count() == 0:  # others asked something near: go on all the same
        press(page, "form[action='/requests/new'] button:not([name])")
    wrong += [f"form: {one}" for one in faults(page, lang)]
    press(page, "#application-form .p-actions button")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    wrong += [f"refused: {one}" for one in faults(page, lang)]
    page.locator("#applicant_kind").check()
    for field, value in {"name": "王小明", "id_number": ID_NUMBER, "phone": "13800001234"}.items():
        page.fill(f"#{field}", value)
    for name in ("form_wanted", "way_wanted"):
        page.locator(f"[name={name}]").first.check()
    press(page, "#application-form .p-actions button")
    number, code = page.locator("#receipt-number").inner_text(), page.locator("#receipt-code").inner_text()
    wrong += [f"slip: {one}" for one in faults(page, lang)]
    page.context.clear_cookies(name="session")
    look_up(page, number, code)
    wrong += [f"opened: {one}" for one in faults(page, lang)]
    for path in ("requests/1/withdraw", "suggest"):
        page.goto(f"/receipts/{number}/{path}")
        wrong += [f"{path}: {one}" for one in faults(page, lang)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_dark_and_large(open_page: OpenPage, office: dict[str, str], lang: str) -> None:
    page = open_page(lang=lang, bypass_csp=True, color_scheme="dark")
    page.goto("/")
    press(page, "button[name=theme]")
    press(page, "button[name=size]")
    expect(page.locator("html.is-auto.is-large")).to_have_count(1)
    wrong = []
    for pattern in DARK_AND_LARGE:
        page.goto(address(pattern, "", office))
        wrong += [f"{pattern} {one}" for one in faults(page, lang)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "narrow"])
def test_nothing_covers_what_has_the_focus(open_page: OpenPage, office: dict[str, str], size: dict[str, int]) -> None:
    """The bar of the board sticks to the lower edge: what the keyboard reaches stays in sight (WCAG 2.4.11)."""
    page = sign_in(open_page(viewport=size), "chen")
    covered = []
    for pattern in ("{studied}/groups", "{studied}/groups/1"):
        page.goto(address(pattern, "chen", office))
        for _step in range(70):
            page.keyboard.press("Tab")
            if found := page.evaluate(COVERED):
                covered.append(f"{pattern}: {found}")
    assert not covered, "\n".join(covered)


def test_no_page_is_forgotten(tmp_path: Path) -> None:
    """A new address that answers GET needs an example above."""
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'x.db'}"), with_jobs=False)
    there = {route.split()[1] for route in routes_of(app) if route.startswith("GET ")}
    assert there - NO_PAGES - AFTER_AN_ACT == {route for pages in VISITORS.values() for route in pages}
