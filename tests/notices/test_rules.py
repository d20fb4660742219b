"""When a mail is tried again, and what the staff see of an address."""

from datetime import UTC, datetime, timedelta

import pytest

from app.notices.rules import STATE_LABELS, MailState, mask_address, next_try, read_state, state_of, without_addresses

NOW = datetime(2026, 9, 10, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 5), (3, 25), (4, 125), (5, 625), (6, 1440), (7, 1440), (100, 1440)]
)
def test_waits_grow_up_to_a_day(tries: int, minutes: int) -> None:
    assert next_try(tries, NOW) == NOW + timedelta(minutes=minutes)


def test_states() -> None:
    assert state_of(None, NOW) is MailState.WAITING
    assert state_of(NOW, None) is MailState.SENT
    assert state_of(None, None) is MailState.FAILED
    assert set(STATE_LABELS) == set(MailState)


@pytest.mark.parametrize(
    ("address", "shown"),
    [("wang.wu@example.org", "w***@example.org"), ("w@example.org", "w***@example.org"), ("nonsense", "***@nonsense")],
)
def test_addresses_are_masked(address: str, shown: str) -> None:
    assert mask_address(address) == shown


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 5.1.1 <wang.wu@example.org>: unknown", "550 5.1.1 <***>: unknown"),
        ("no mailbox wang+a@mail.example.org, sorry", "no mailbox ***, sorry"),
        ("王五@例子.中国 不存在", "*** 不存在"),
        ("451 try later", "451 try later"),
    ],
)
def test_a_servers_answer_is_kept_without_addresses(said: str, kept: str) -> None:
    assert without_addresses(said) == kept


@pytest.mark.parametrize(
    ("text", "state"), [("waiting", MailState.WAITING), ("failed", MailState.FAILED), ("", None), ("nonsense", None)]
)
def test_a_state_is_read_from_an_address(text: str, state: MailState | None) -> None:
    assert read_state(text) is state
