"""What people do, as sentences."""

from datetime import UTC, datetime
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.journeys.site import Site
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
