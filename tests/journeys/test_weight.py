"""What a first visit costs: at most 60 KB compressed, in at most 8 requests."""

import gzip

import pytest
from playwright.sync_api import Response

from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.helpers import given_a_consultation
from tests.journeys.site import Site


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/", "/consultations/{id}"])
def test_first_visit_is_light(site: Site, open_page: OpenPage, address: str) -> None:
    address = address.format(id=given_a_consultation(site))
    page = open_page(viewport=PHONE)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    # A reverse proxy compresses; the bytes are counted as it would send them.
    weight = sum(len(gzip.compress(answer.body())) for answer in answers if answer.status == 200)
    print(f"{address}: {len(answers)} requests, {weight:,} bytes compressed")
    assert len(answers) <= 8, [answer.url for answer in answers]
    assert weight <= 60_000
