"""What may be erased, and from when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.commands import encrypted_columns
from app.lib.settings import BadSetting, load_settings
from app.retention.reach import KEPT, reached
from app.retention.rules import (
    LAWS,
    DataClass,
    NeverErased,
    TooYoung,
    check_cutoff,
    cutoff_of,
    months_before,
)

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 9, 10), 6, date(2026, 3, 10)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 120, date(2016, 12, 31)),
        (date(2026, 5, 31), 5, date(2025, 12, 31)),
    ],
)
def test_months_before(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_more_months_are_never_later(day: date, months: int) -> None:
    assert months_before(day, months + 1) < months_before(day, months) <= day


def test_days_begin_in_shanghai() -> None:
    assert cutoff_of(datetime(2026, 9, 9, 16, 30, tzinfo=UTC), 6) == datetime(2026, 3, 9, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", [kind for kind in DataClass if kind is not DataClass.RECORD])
def test_at_54_nothing_younger_than_the_law_allows_is_erased(kind: DataClass) -> None:
    least = LAWS[kind].least
    check_cutoff(kind, cutoff_of(NOW, least), now=NOW)
    with pytest.raises(TooYoung):
        check_cutoff(kind, cutoff_of(NOW, least) + timedelta(seconds=1), now=NOW)


def test_at_54_the_record_of_acts_is_never_erased() -> None:
    with pytest.raises(NeverErased):
        check_cutoff(DataClass.RECORD, cutoff_of(NOW, 600), now=NOW)


@pytest.mark.parametrize(
    ("name", "bad"),
    [("RETENTION_REQUEST_YEARS", "9"), ("RETENTION_LOG_MONTHS", "5"), ("RETENTION_CONTACT_MONTHS", "13")],
)
def test_settings_outside_the_law_refuse_the_start(tmp_path: object, name: str, bad: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load_settings({"DATA_DIR": str(tmp_path), name: bad})


ELSEWHERE = {
    "follower": "ends with the follow itself, by its own job",
    "mail": "class mails",
    "conversion_draft": "words to be published, without names",
    "letter": "by its subject",
    "letter_service": "with its letter",
}


def test_every_encrypted_column_is_erased_or_kept_on_purpose() -> None:
    tables = {table.name for table, _column in encrypted_columns()}
    known = reached("application", "applicant", "receipt") | KEPT | set(ELSEWHERE)
    assert tables <= known, f"say in app/retention what becomes of {sorted(tables - known)}"
