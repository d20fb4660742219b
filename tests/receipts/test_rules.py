"""Numbers that tell typing mistakes, codes that can be read aloud, and tries that get slower."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.receipts.rules import (
    FOR_CLIENT,
    FOR_EVERYBODY,
    READABLE,
    ReceiptKind,
    Tries,
    after_wrong_code,
    is_blocked,
    make_code,
    make_number,
    read_code,
    read_number,
    show_code,
)

NOW = datetime(2026, 9, 10, 2, tzinfo=UTC)
DIGEST = "5f" * 32
NUMBER = make_number(ReceiptKind.COMMENT, 2026, DIGEST)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
NUMBERS = st.builds(make_number, st.just(ReceiptKind.COMMENT), st.integers(2000, 2099), DIGESTS, st.integers(0, 11))


def test_a_number_looks_like_one() -> None:
    kind, year, part, check = NUMBER.split("-")
    assert (kind, year, len(part), len(check)) == ("YJ", "2026", 4, 2)


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        NUMBER.replace("-", ""),
        f"  {NUMBER.replace('-', ' ')} ",
        NUMBER.replace("-", "－"),
        "".join(chr(ord(c) + 0xFEE0) for c in NUMBER),  # full-width, as a Chinese keyboard types it
        NUMBER.replace("-", "—"),
    ],
)
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert read_number(typed) == NUMBER


@pytest.mark.parametrize("typed", ["", "YJ", "YJ-2026-7KQ4", "hello", NUMBER + "9", "9" + NUMBER, "意见-2026-7KQ4-03"])
def test_what_is_no_number_is_not_read(typed: str) -> None:
    assert read_number(typed) is None


@given(NUMBERS)
def test_every_number_is_read_back(number: str) -> None:
    assert read_number(number) == number


@given(NUMBERS, st.data())
def test_one_wrong_character_is_noticed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([i for i, c in enumerate(number) if c != "-"]))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assume(number[place] != wrong)
    assert read_number(number[:place] + wrong + number[place + 1 :]) is None


@given(NUMBERS, st.data())
def test_two_neighbours_swapped_are_noticed(number: str, data: st.DataObject) -> None:
    plain = number.replace("-", "")
    place = data.draw(st.integers(0, len(plain) - 2))
    assume(plain[place] != plain[place + 1])
    assert read_number(plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]) is None


def test_numbers_grow_when_the_short_ones_are_taken() -> None:
    lengths = [len(make_number(ReceiptKind.COMMENT, 2026, DIGEST, attempt).split("-")[2]) for attempt in range(9)]
    assert lengths == [4, 4, 4, 5, 5, 5, 6, 6, 6]


@given(DIGESTS)
def test_a_code_is_eight_readable_characters_in_two_groups(digest: str) -> None:
    code = make_code(digest)
    assert len(code) == 8
    assert set(code) <= set(READABLE)
    assert not set("01OI") & set(code)
    assert read_code(show_code(code).lower()) == code
    assert len(show_code(code).split()) == 2


def wrong_times(n: int, limit: object, every: timedelta) -> tuple[Tries, datetime]:
    tries, now = Tries(0, NOW), NOW
    for _i in range(n):
        tries = after_wrong_code(tries, limit, now)  # type: ignore[arg-type]
        now += every
    return tries, now


def test_the_fifth_wrong_code_of_a_client_locks_for_15_minutes() -> None:
    four, _now = wrong_times(4, FOR_CLIENT, timedelta())
    assert not is_blocked(four, NOW)
    five = after_wrong_code(four, FOR_CLIENT, NOW)
    assert is_blocked(five, NOW + timedelta(minutes=15) - timedelta(seconds=1))
    assert not is_blocked(five, NOW + timedelta(minutes=15))


def test_the_twentieth_from_anywhere_slows_the_number_down_and_more_so_each_time() -> None:
    tries, _now = wrong_times(19, FOR_EVERYBODY, timedelta())
    assert tries.not_before is None
    waits = []
    for _i in range(9):
        now = tries.not_before or NOW
        tries = after_wrong_code(tries, FOR_EVERYBODY, now)
        assert tries.not_before is not None
        waits.append((tries.not_before - now) // timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_after_a_quiet_hour_the_count_begins_anew() -> None:
    tries, _now = wrong_times(20, FOR_EVERYBODY, timedelta())
    assert tries.not_before is not None
    assert after_wrong_code(tries, FOR_EVERYBODY, tries.not_before + timedelta(hours=1)).wrong == 1
    assert after_wrong_code(tries, FOR_EVERYBODY, tries.not_before + timedelta(minutes=59)).wrong == 21


@given(st.integers(1, 200), st.sampled_from([FOR_CLIENT, FOR_EVERYBODY]))
def test_a_wait_is_never_longer_than_the_longest(n: int, limit: object) -> None:
    tries = Tries(0, NOW)
    for _i in range(n):
        now = tries.not_before or NOW
        tries = after_wrong_code(tries, limit, now)  # type: ignore[arg-type]
        if tries.not_before:
            assert timedelta() < tries.not_before - now <= limit.longest_wait  # type: ignore[attr-defined]
