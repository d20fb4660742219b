"""The law of a consultation, without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import Actor, Role
from app.consultations.rules import (
    BasisMissing,
    ConsultationClosed,
    DraftNotConfirmed,
    NotOpenYet,
    OwnSubmission,
    PeriodNotPast,
    PeriodPast,
    PeriodTooShort,
    Publication,
    State,
    check_accepts_comments,
    check_other_person,
    check_publication,
    is_late,
    may_approve,
    may_edit,
    may_read,
)
from app.lib.clock import day_end, local_date

TODAY = date(2026, 9, 10)
AGENCY, OTHER_AGENCY = UUID(int=1), UUID(int=2)
PENSION, SKILLS = UUID(int=11), UUID(int=12)


def publication(**changes: object) -> Publication:
    facts: dict[str, object] = {
        "explanation": "说明",
        "basis": "依据",
        "opens_on": TODAY,
        "closes_on": date(2026, 10, 10),
        "shorten_reason": "",
        "is_past": False,
        "has_confirmed_draft": True,
    }
    return Publication(**{**facts, **changes})  # type: ignore[arg-type]


REFUSED = [
    ({"basis": " "}, BasisMissing),
    ({"explanation": ""}, BasisMissing),
    ({"has_confirmed_draft": False}, DraftNotConfirmed),
    ({"closes_on": date(2026, 10, 9)}, PeriodTooShort),
    ({"opens_on": date(2026, 9, 1), "closes_on": date(2026, 10, 9)}, PeriodTooShort),  # approved late: 29 days are left
    ({"opens_on": date(2026, 7, 1), "closes_on": date(2026, 9, 9)}, PeriodPast),
    ({"is_past": True}, PeriodNotPast),
    ({"is_past": True, "opens_on": date(2026, 8, 1), "closes_on": TODAY}, PeriodNotPast),
]


@pytest.mark.parametrize(("changes", "refusal"), REFUSED)
def test_refuses(changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_publication(publication(**changes), today=TODAY)


ALLOWED = [
    {},
    {"closes_on": date(2026, 10, 9), "shorten_reason": "情况紧急"},
    {"is_past": True, "opens_on": date(2026, 8, 1), "closes_on": date(2026, 9, 9)},
    {"is_past": True, "opens_on": date(2026, 8, 20), "closes_on": date(2026, 9, 9), "shorten_reason": "当时公告已说明"},
]


@pytest.mark.parametrize("changes", ALLOWED)
def test_allows(changes: dict[str, object]) -> None:
    check_publication(publication(**changes), today=TODAY)


@given(days=st.integers(1, 400), reason=st.sampled_from(["", "情况紧急"]))
def test_a_short_period_always_has_a_reason(days: int, reason: str) -> None:
    facts = publication(closes_on=TODAY + timedelta(days=days), shorten_reason=reason)
    try:
        check_publication(facts, today=TODAY)
    except PeriodTooShort:
        assert days < 30
        assert not reason
    else:
        assert days >= 30 or reason


def test_in_time_until_midnight_in_shanghai() -> None:
    last_day = date(2026, 10, 10)
    assert not is_late(datetime(2026, 10, 10, 15, 59, 59, tzinfo=UTC), last_day)  # 23:59:59 in Shanghai
    assert is_late(datetime(2026, 10, 10, 16, 0, 0, tzinfo=UTC), last_day)  # 00:00:00 of the next day


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_every_moment_is_in_time_on_its_own_day(moment: datetime) -> None:
    assert not is_late(moment, local_date(moment))
    assert is_late(day_end(local_date(moment)), local_date(moment))


@pytest.mark.parametrize("state", [State.REPORT_PUBLISHED, State.ARCHIVED, State.WITHDRAWN])
def test_an_answered_consultation_takes_no_comments(state: State) -> None:
    with pytest.raises(ConsultationClosed):
        check_accepts_comments(state, TODAY, now=datetime(2026, 9, 11, tzinfo=UTC))


def test_nothing_is_taken_before_the_first_day() -> None:
    with pytest.raises(NotOpenYet):
        check_accepts_comments(State.APPROVED, TODAY, now=datetime(2026, 9, 9, 15, 59, tzinfo=UTC))
    check_accepts_comments(State.APPROVED, TODAY, now=datetime(2026, 9, 9, 16, 0, tzinfo=UTC))  # 00:00 in Shanghai
    with pytest.raises(NotOpenYet):
        check_accepts_comments(State.DRAFTING, TODAY, now=datetime(2026, 9, 11, tzinfo=UTC))


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED, State.ANALYSING])
def test_late_comments_are_taken_until_the_report(state: State) -> None:
    check_accepts_comments(state, TODAY, now=datetime(2027, 1, 1, tzinfo=UTC))


def person(role: Role, *, agency: UUID = AGENCY, division: UUID = PENSION) -> Actor:
    return Actor(kind="staff", id=UUID(int=99), agency_id=agency, division_id=division, roles=frozenset({role}))


# role, agency, division: read, edit, approve
RIGHTS = [
    (Role.DIVISION_CLERK, AGENCY, PENSION, True, True, False),
    (Role.DIVISION_CLERK, AGENCY, SKILLS, False, False, False),
    (Role.DIVISION_CLERK, OTHER_AGENCY, PENSION, False, False, False),
    (Role.DIVISION_HEAD, AGENCY, PENSION, True, False, True),
    (Role.DIVISION_HEAD, AGENCY, SKILLS, False, False, False),
    (Role.OPENNESS_OFFICER, AGENCY, SKILLS, True, True, False),
    (Role.OPENNESS_OFFICER, OTHER_AGENCY, SKILLS, False, False, False),
    (Role.OPENNESS_CHIEF, AGENCY, SKILLS, True, False, True),
    (Role.AUDITOR, AGENCY, SKILLS, True, False, False),
    (Role.SYSADMIN, AGENCY, PENSION, False, False, False),
]


@pytest.mark.parametrize(("role", "agency", "division", "reads", "edits", "approves"), RIGHTS)
def test_rights(role: Role, agency: UUID, division: UUID, reads: bool, edits: bool, approves: bool) -> None:
    actor = person(role, agency=agency, division=division)
    rights = {"agency_id": AGENCY, "division_id": PENSION}
    assert (may_read(actor, **rights), may_edit(actor, **rights), may_approve(actor, **rights)) == (
        reads,
        edits,
        approves,
    )


def test_nobody_approves_his_own_submission() -> None:
    actor = person(Role.OPENNESS_CHIEF)
    with pytest.raises(OwnSubmission):
        check_other_person(actor, actor.id)
    check_other_person(actor, UUID(int=5))
