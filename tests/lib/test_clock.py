"""Days are Shanghai days, whatever zone the server stands in."""

from datetime import UTC, date, datetime, timedelta

from app.lib.clock import aware, day_end, day_start, local_date


def test_a_day_begins_and_ends_in_shanghai() -> None:
    assert day_start(date(2026, 9, 10)) == datetime(2026, 9, 9, 16, 0, tzinfo=UTC)
    assert day_end(date(2026, 9, 10)) == datetime(2026, 9, 10, 16, 0, tzinfo=UTC)


def test_the_last_second_belongs_to_the_day_and_midnight_to_the_next() -> None:
    day = date(2026, 9, 10)
    assert local_date(day_end(day) - timedelta(seconds=1)) == day
    assert local_date(day_end(day)) == date(2026, 9, 11)


def test_a_naive_time_is_shanghai_time() -> None:
    assert aware(datetime(2026, 9, 10, 8, 0)) == datetime(2026, 9, 10, 0, 0, tzinfo=UTC)
    assert aware(datetime(2026, 9, 10, 8, 0, tzinfo=UTC)) == datetime(2026, 9, 10, 8, 0, tzinfo=UTC)
