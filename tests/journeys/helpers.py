"""What people do, as sentences."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
from playwright.sync_api import Page, expect
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import select

from app.consultations.models import Consultation
from app.consultations.rules import State
from app.lib.clock import local_date
from app.lib.db import Database
from app.opinion_groups.models import OpinionGroup
from tests.cast import PASSWORD
from tests.journeys.site import Site, wait_for
from tests.make import make_consultation


def given_a_consultation(site: Site, state: str = "open", **changes: object) -> str:
    """The id of a consultation that went through the real verbs."""
    made: UUID = site.with_database(
        lambda database: make_consultation(
            database,
            site.cast,
            now=datetime.now(UTC),
            state=state,
            **changes,  # type: ignore[arg-type]
        )
    )
    return str(made)


def sign_in(page: Page, username: str) -> Page:
    page.goto("/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    expect(page).not_to_have_url("**/sign-in")
    return page


def main_text(page: Page) -> str:
    """The words of the page without blanks."""
    return "".join(page.locator("main").inner_text().split())


def open_consultation_from_the_front(page: Page, title: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def comment_on(page: Page, ref: str) -> None:
    """Follow the link beside a clause."""
    page.locator(f"#{ref} .p-side a.p-link").click()


def write(page: Page, text: str) -> None:
    page.locator("textarea[name=text]").fill(text)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="提交意见", exact=True).click()


def receipt_of(page: Page) -> tuple[str, str]:
    """Number and code that the page shows once."""
    expect(page).to_have_url(re.compile(r"/receipts/[^/]+$"))
    return page.locator("#receipt-number").inner_text(), page.locator("#receipt-code").inner_text()


def press(page: Page, button: str) -> None:
    """Press a button and wait for the page that comes: what is asked next is asked of that one."""
    with page.expect_navigation():
        page.locator(button).click()


def look_up(page: Page, number: str, code: str) -> None:
    page.goto("/receipts")
    page.fill("#number", number)
    page.fill("#code", code)
    press(page, "main button[type=submit]")


def given_a_comment(site: Site, consultation_id: str, text: str, clause: str = "") -> None:
    """Somebody else says something, with a browser of his own, through the form."""
    with httpx.Client(base_url=site.url) as http:
        post_comment(http, consultation_id, text, clause)


def post_comment(http: httpx.Client, consultation_id: str, text: str, clause: str = "") -> str:
    """Hand in through the form of the page; the number of the receipt."""
    form = HTMLParser(http.get(f"/consultations/{consultation_id}/comments/new").text)
    sent = {
        name: (form.css_first(f"#comment-form [name={name}]").attributes["value"] or "")
        for name in ("_csrf_token", "form_token")
    }
    answer = http.post(
        f"/consultations/{consultation_id}/comments", data={**sent, "text": text, "clause": clause, "confirmed": "1"}
    )
    assert answer.status_code == 303, f"{answer.status_code}: {answer.text[:500]}"
    return answer.headers["location"].rsplit("/", 1)[1]


def groups_of(site: Site, consultation_id: str) -> list[OpinionGroup]:
    """The groups as they are now, the largest first."""

    async def read(database: Database) -> list[OpinionGroup]:
        query = (
            select(OpinionGroup)
            .where(OpinionGroup.consultation_id == UUID(consultation_id), OpinionGroup.size > 0)
            .order_by(OpinionGroup.size.desc(), OpinionGroup.number)
        )
        async with database.read() as db:
            found = list((await db.execute(query)).scalars())
            db.expunge_all()
            return found

    return site.with_database(read)


def wait_until_grouped(site: Site, consultation_id: str, comments: int) -> list[OpinionGroup]:
    """Until the background work has put so many comments into groups."""

    def all_placed() -> list[OpinionGroup]:
        groups = groups_of(site, consultation_id)
        return groups if sum(group.size for group in groups) == comments else []

    return wait_for(f"{comments} comments in groups", all_placed)


def let_the_period_end(site: Site, consultation_id: str) -> None:
    """A month passes: the period lies a month back, and the server notices by itself."""
    one = UUID(consultation_id)

    async def shift(database: Database) -> None:
        async with database.write() as db:
            row = await db.get_one(Consultation, one)
            days = row.closes_on - local_date(datetime.now(UTC)) + timedelta(days=1)
            row.opens_on, row.closes_on = row.opens_on - days, row.closes_on - days

    async def is_closed(database: Database) -> bool:
        async with database.read() as db:
            return (await db.get_one(Consultation, one)).state == State.CLOSED

    site.with_database(shift)
    wait_for("the closing", lambda: site.with_database(is_closed))
