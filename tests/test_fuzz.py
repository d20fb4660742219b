"""Nonsense in every address and every form: whatever is sent, nobody meets a fault (500).

Each place of each GET route gets each odd value, one at a time, from somebody who may read the page; each form gets
each odd value in one field of a form that is otherwise right, and in all fields at once.
"""

import inspect
import re
from urllib.parse import quote
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.params import ParameterKwarg

from app.lib.db import Database
from tests.adoption.office import Said, answer, make_studied, publish
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import make_attachment
from tests.test_access import ACCESS, PUBLIC, TYPED, make_values

ODD = [
    "", "0", "-1", "-99999999999999999999", "2147483648", "4611686018427387904", "9" * 40, "9" * 5000, "1.5", "١",
    "99999999999999999999.1.1", "-", "whole", "a4", "' OR 1=1 --", "%", "\0", "a\0b", "\ud800", "😀\u202e",
    "<script>alert(1)</script>", str(UUID(int=0)), "a" * 3000,
]  # fmt: skip
RAW = ["%ff%fe", "%zz", "&&&=", "a&{name}=b", "%0d%0aX-Injected:%201"]
IN_PATH = [quote(odd.encode("utf-8", "surrogatepass"), safe="") for odd in ODD if odd] + ["%ff%fe", "%zz", "a%2fb"]
IN_QUERY = [quote(odd.encode("utf-8", "surrogatepass"), safe="") for odd in ODD] + RAW
GETS = sorted(route for route in ACCESS if route.startswith("GET"))
PLACE = re.compile(r"\{(\w+)\}")


def query_names(app: Litestar, path: str) -> list[str]:
    """What a page reads from its query, by the signature of its handler."""
    handler = next(route for route in app.routes if route.path_format == path).route_handler_map["GET"][0]  # type: ignore[attr-defined]
    names = []
    for name, parameter in inspect.signature(handler.fn).parameters.items():
        if parameter.default is inspect.Parameter.empty or name in PLACE.findall(path):
            continue
        marks = [m for m in getattr(parameter.annotation, "__metadata__", ()) if isinstance(m, ParameterKwarg)]
        names.append(next((mark.query for mark in marks if mark.query), name))
    return names


def odd_addresses(app: Litestar, path: str, values: dict[str, object]) -> list[str]:
    whole = PLACE.sub(lambda place: str(values[place[1]]), path)
    found = []
    for name in PLACE.findall(path):
        for odd in IN_PATH:
            found.append(PLACE.sub(lambda place, n=name, o=odd: o if place[1] == n else str(values[place[1]]), path))
    for name in query_names(app, path):
        found += [f"{whole}?{name}={odd.replace('{name}', name)}" for odd in IN_QUERY]
        found.append(f"{whole}?{name}[]=1&{name}={IN_QUERY[1]}&{name}=")
    return found


@pytest.fixture
async def places(app: Litestar, database: Database, cast: Cast, clock: Clock) -> dict[str, object]:
    made = await make_values(database, cast, clock)
    attached = await make_attachment(database, app.state.files, cast, made["consultation_id"], now=clock())
    return {"position": 1} | made | {"token": "1.eA.x", "name": "open.atom", "attachment_id": attached}


@pytest.fixture
async def reported(database: Database, cast: Cast, clock: Clock) -> UUID:
    consultation_id = await make_studied(database, cast, Said(3, "a4"), Said(1), now=clock())
    await answer(database, cast, consultation_id, 1, 2, now=clock())
    await publish(database, cast, consultation_id, now=clock())
    return consultation_id


@pytest.mark.one_database("addresses are read before a database is; forms run on both")
async def test_no_address_is_a_fault(app: Litestar, cast: Cast, places: dict[str, object], reported: UUID) -> None:
    faults: list[str] = []
    browsers = {}
    for name in ("chen", "xu", None):
        browsers[name] = Browser(app)
        if name:
            await browsers[name].sign_in(name, PASSWORD)
    for route in GETS:
        path, who = route.removeprefix("GET "), ACCESS[route]
        name = None if who == PUBLIC else "chen" if "chen" in who else "xu"
        values = places | ({"consultation_id": reported} if "/report" in path else {})
        for address in odd_addresses(app, path, values):
            answered = await browsers[name].get(address)
            if answered.status >= 500 or "x-injected" in answered.response.headers:
                faults.append(f"{answered.status} {address[:150]}")
    for browser in browsers.values():
        await browser.http.aclose()
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)


ODD_TYPED = ["\0", "9" * 5000, "9" * 20 + ".1.1", "9999-12-31", "a" * 60_000]
FIELDS = sorted({*TYPED, "about", "back", "clause", "comments", "consultation_id", "division_id", "max_size", "words"})
NUMBERS = ("chosen", "groups", "max_size", "one", "other", "seen", "target")
POSTS = sorted(route for route, who in ACCESS.items() if route.startswith("POST /staff/") and "chen" in who)


def odd_forms(right: dict[str, str]) -> list[dict[str, object]]:
    """Each odd value in all fields, once and twice; and numbers that no column holds in a form that is else right."""
    found: list[dict[str, object]] = [dict.fromkeys(FIELDS, odd) for odd in ODD_TYPED]
    found += [{name: [odd, odd] for name in FIELDS} for odd in ODD_TYPED[:3]]
    found += [right | dict.fromkeys(NUMBERS, odd) for odd in ("9" * 30, "9" * 30 + ".1.1")]
    return found


async def test_no_form_is_a_fault(app: Litestar, cast: Cast, places: dict[str, object]) -> None:
    right = TYPED | {name: str(places[name]) for name in ("comments", "consultation_id")}
    faults: list[str] = []
    async with Browser(app) as browser:
        await browser.sign_in("chen", PASSWORD)
        for route in POSTS:
            path = PLACE.sub(lambda place: str(places.get(place[1], UUID(int=0))), route.removeprefix("POST "))
            for form in odd_forms(right):
                answered = await browser.post(path, form)
                if answered.status >= 500:
                    faults.append(f"{answered.status} {path} {str(form)[:200]}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
