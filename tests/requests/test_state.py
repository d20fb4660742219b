"""The table of moves, and who sees which request."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from app.lib.db import Database
from app.lib.errors import Forbidden, NotFound
from app.requests import services
from app.requests.models import InformationRequest
from app.requests.queries import get_staff_request
from app.requests.rules import CLOSED_STATES, MOVES, RequestState, WrongMove
from tests.cast import Cast
from tests.conftest import Clock
from tests.make_requests import make_request


def test_every_state_has_its_moves_and_can_be_reached() -> None:
    assert set(MOVES) == set(RequestState)
    assert {to for moves in MOVES.values() for to in moves} == set(RequestState) - {RequestState.SUBMITTED}
    assert all(RequestState.WITHDRAWN in MOVES[state] for state in set(RequestState) - CLOSED_STATES)


async def test_a_request_is_due_twenty_working_days_after_it_was_received(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock(), received_on=date(2026, 9, 30))
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        assert request.due_on is not None
        assert not request.is_extended
        with pytest.raises(WrongMove):
            await services.change_state(db, request, RequestState.REPLIED, actor=cast["ouyang"], now=clock())


@pytest.mark.parametrize(
    ("who", "sees", "edits"),
    [
        ("chen", True, True),
        ("deng", True, True),
        ("ouyang", True, True),
        ("qian", True, True),
        ("shen", True, False),
        ("luo", False, False),
        ("xu", False, False),
        ("foreign", False, False),
    ],
)
async def test_who_sees_a_request_of_a_division(
    database: Database, cast: Cast, clock: Clock, who: str, sees: bool, edits: bool
) -> None:
    request_id = await make_request(database, cast, now=clock())
    async with database.read() as db:
        assert await _may(lambda: get_staff_request(db, request_id, cast[who])) is sees
        assert await _may(lambda: get_staff_request(db, request_id, cast[who], to_edit=True)) is edits


async def test_without_a_division_only_the_openness_office_sees_it(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock(), division=None)
    async with database.read() as db:
        assert not await _may(lambda: get_staff_request(db, request_id, cast["chen"]))
        assert await _may(lambda: get_staff_request(db, request_id, cast["ouyang"], to_edit=True))


async def _may(look: Callable[[], Awaitable[object]]) -> bool:
    try:
        await look()
    except (NotFound, Forbidden):
        return False
    return True
