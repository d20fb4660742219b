"""The law of occasions and hearings, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.errors import FormInvalid
from app.occasions.hearing_rules import (
    HearingTooSoon,
    MaterialsLate,
    MaterialsMissing,
    Notice,
    NotYetHeld,
    OneSided,
    SeatsExceeded,
    SelectionTooEarly,
    SideMissing,
    Unsigned,
    check_materials,
    check_notice,
    check_record,
    check_selection,
    materials_due,
    shown_name,
)
from app.occasions.rules import check_day, check_public_text, read_time

TODAY = date(2026, 9, 10)
HELD_ON = date(2026, 10, 16)
SEATS = {"stakeholder": 2, "expert": 1}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", ""), ("9:30", "09:30"), ("14：00", "14:00"), ("24:00", None), ("14", None), ("下午", None), ("09:60", None)],
)
def test_time_of_day(typed: str, read: str | None) -> None:
    assert read_time(typed) == read


@given(st.integers(-900, 900), st.booleans())
def test_a_record_lies_behind_and_an_announcement_ahead(days: int, is_held: bool) -> None:
    day = TODAY + timedelta(days=days)
    try:
        check_day(day, is_held=is_held, today=TODAY)
    except FormInvalid:
        assert days > 0 if is_held else days < 0
    else:
        assert days <= 0 if is_held else days >= 0


def test_a_record_of_long_ago_is_a_typing_mistake() -> None:
    with pytest.raises(FormInvalid):
        check_day(date(2006, 9, 9), is_held=True, today=TODAY)


def test_personal_data_is_named_field_by_field() -> None:
    found = check_public_text({"place": "某路1号", "summary": "请打13800138000", "organiser": "a@example.com"})
    assert [one.field for one in found] == ["summary", "organiser"]
    assert found[0].params == {"found": "13800138000"}


def notice(**changes: object) -> Notice:
    facts = {"held_on": HELD_ON, "sign_up_until": date(2026, 9, 25), "seats": SEATS, "is_rule_making": False}
    return Notice(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"seats": {"expert": 5}}, OneSided),
        ({"seats": {"expert": 5, "npc_delegate": 3}}, OneSided),
        ({"seats": {"stakeholder": 5}}, OneSided),
        ({"is_rule_making": True, "held_on": date(2026, 10, 9)}, HearingTooSoon),
        ({"sign_up_until": date(2026, 9, 9)}, FormInvalid),
        ({"sign_up_until": date(2026, 10, 9)}, HearingTooSoon),  # nobody could be chosen before materials are due
    ],
)
def test_notice_is_refused(changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_notice(notice(**changes), today=TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"sign_up_until": date(2026, 10, 8)},
        {"sign_up_until": TODAY},
        {"is_rule_making": True, "held_on": date(2026, 10, 10)},
    ],
)
def test_notice_is_taken(changes: dict[str, object]) -> None:
    check_notice(notice(**changes), today=TODAY)


def people(*categories: str) -> list[dict[str, str]]:
    return [{"category": one, "name": "王某", "represents": ""} for one in categories]


def test_participants_are_chosen_after_the_last_day_to_sign_up() -> None:
    chosen = people("stakeholder", "stakeholder", "expert")
    last = date(2026, 9, 25)
    with pytest.raises(SelectionTooEarly):
        check_selection(chosen, SEATS, sign_up_until=last, today=last)
    check_selection(chosen, SEATS, sign_up_until=last, today=date(2026, 9, 26))


@pytest.mark.parametrize(
    ("chosen", "refusal", "named"),
    [
        (("stakeholder",), SideMissing, "专家"),
        (("stakeholder", "expert", "expert"), SeatsExceeded, "专家"),
        (("stakeholder", "expert", "media"), SeatsExceeded, "媒体"),
    ],
)
def test_every_side_is_there_and_no_seat_filled_twice(
    chosen: tuple[str, ...], refusal: type[SideMissing], named: str
) -> None:
    with pytest.raises(refusal) as refused:
        check_selection(people(*chosen), SEATS, sign_up_until=TODAY, today=date(2026, 9, 26))
    assert refused.value.params == {"categories": named}


def test_materials_seven_days_before() -> None:
    """The vector of domain.md 10: hearing on 16 October, materials by 9 October."""
    assert materials_due(HELD_ON) == date(2026, 10, 9)
    check_materials(date(2026, 10, 9), HELD_ON, listed_on=date(2026, 9, 26), today=date(2026, 10, 9))
    with pytest.raises(MaterialsLate):
        check_materials(date(2026, 10, 10), HELD_ON, listed_on=date(2026, 9, 26), today=date(2026, 10, 10))
    with pytest.raises(FormInvalid):
        check_materials(date(2026, 10, 9), HELD_ON, listed_on=date(2026, 9, 26), today=date(2026, 10, 8))
    with pytest.raises(FormInvalid):
        check_materials(date(2026, 9, 25), HELD_ON, listed_on=date(2026, 9, 26), today=date(2026, 10, 8))


RECORD: dict[str, object] = {
    "materials_sent_on": date(2026, 10, 9), "steps": 3, "came": 3, "signed": 3, "signed_on": HELD_ON,
    "unsigned_note": "", "today": date(2026, 10, 19),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"materials_sent_on": None}, MaterialsMissing),
        ({"today": date(2026, 10, 15)}, NotYetHeld),
        ({"signed": 0}, Unsigned),
        ({"steps": 2}, FormInvalid),
        ({"came": 0, "signed": 0}, FormInvalid),
        ({"signed": 4}, FormInvalid),
        ({"signed": 2}, FormInvalid),
        ({"signed_on": date(2026, 10, 15)}, FormInvalid),
        ({"signed_on": date(2026, 10, 20)}, FormInvalid),
    ],
)
def test_an_incomplete_record_does_not_count(changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_record(HELD_ON, **{**RECORD, **changes})  # type: ignore[arg-type]


def test_a_record_counts_also_where_one_gave_his_reason_not_to_sign() -> None:
    check_record(HELD_ON, **RECORD)  # type: ignore[arg-type]
    check_record(HELD_ON, **{**RECORD, "signed": 2, "unsigned_note": "一人中途离会"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "shown"), [("王建国", "王某"), ("欧阳敏", "欧阳某"), ("欧阳", "欧某"), ("李", "李某"), ("", "")]
)
def test_without_consent_only_the_family_name(name: str, shown: str) -> None:
    assert shown_name(name, agrees=False) == shown
    assert shown_name(name, agrees=True) == name
