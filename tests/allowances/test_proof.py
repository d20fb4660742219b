"""What counts as a solved task, and what does not."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.allowances.proof import LIFE, make_challenge, read_solution
from app.allowances.rules import EFFORT
from app.lib.crypto import install_keys
from tests.conftest import make_settings
from tests.proof import solved

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path) -> None:
    install_keys(make_settings(tmp_path, "sqlite://"))


def changed(sent: str, change: Change) -> str:
    payload = json.loads(base64.b64decode(sent))
    change(payload)
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_a_solution_is_recognised_until_its_end() -> None:
    sent = solved("a", now=NOW)
    name = read_solution(sent, "a", now=NOW)
    assert name is not None
    assert read_solution(sent, "a", now=NOW + LIFE) == name
    assert read_solution(sent, "a", now=NOW + LIFE + timedelta(seconds=1)) is None


def test_it_is_for_one_consultation() -> None:
    assert read_solution(solved("a", now=NOW), "b", now=NOW) is None


def test_each_challenge_has_a_name_of_its_own() -> None:
    assert read_solution(solved("a", now=NOW), "a", now=NOW) != read_solution(solved("a", now=NOW), "a", now=NOW)


def test_signed_by_us_but_too_easy() -> None:
    assert read_solution(solved("a", now=NOW, effort=EFFORT // 2), "a", now=NOW) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda sent: sent["challenge"]["parameters"].update(keyPrefix="00"),
        lambda sent: sent["challenge"]["parameters"].update(cost=1),
        lambda sent: sent["challenge"]["parameters"].update(nonce="0" * 32),
        lambda sent: sent["challenge"]["parameters"]["data"].update(about="b"),
        lambda sent: sent["challenge"]["parameters"]["data"].update(until=2**40),
        lambda sent: sent["challenge"]["parameters"].pop("keySignature"),
        lambda sent: sent["challenge"].pop("signature"),
        lambda sent: sent["challenge"].update(signature="0" * 64),
        lambda sent: sent["solution"].update(derivedKey="0" * 64),
        lambda sent: sent["solution"].update(derivedKey=None),
        lambda sent: sent.pop("solution"),
    ],
)
def test_forged(change: Change) -> None:
    assert read_solution(changed(solved("a", now=NOW), change), "a", now=NOW) is None


def test_the_challenge_does_not_tell_its_solution() -> None:
    asked = make_challenge("a", EFFORT, now=NOW)
    key = asked["parameters"]["keyPrefix"].ljust(64, "0")
    guess = {"challenge": asked, "solution": {"counter": 100, "derivedKey": key}}
    assert read_solution(base64.b64encode(json.dumps(guess).encode()).decode(), "a", now=NOW) is None


@given(st.text() | st.binary().map(lambda some: base64.b64encode(some).decode()))
def test_anything_may_be_sent(sent: str) -> None:
    assert read_solution(sent, "a", now=NOW) is None


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=5)
)
def test_any_json_may_be_sent(inside: object) -> None:
    for outer in (inside, {"challenge": inside, "solution": inside}, {"challenge": {"parameters": inside}}):
        assert read_solution(base64.b64encode(json.dumps(outer).encode()).decode(), "a", now=NOW) is None
