"""Checks of identity numbers, and what is masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applicants.rules import (
    ApplicantKind,
    IdKind,
    id_fault,
    is_email,
    is_resident_id,
    is_uscc,
    mask_address,
    mask_email,
    mask_id,
    mask_phone,
    normalise_id,
    public_name,
)

RESIDENT = "11010519491231002X"  # the example of GB 11643
USCC = "91350100M000100Y43"  # the example of GB 32100


@pytest.mark.parametrize(
    ("kind", "number", "is_good"),
    [
        (IdKind.RESIDENT_ID, RESIDENT, True),
        (IdKind.RESIDENT_ID, "110105 1949 1231 002x", True),
        (IdKind.RESIDENT_ID, "１１０１０５１９４９１２３１００２Ｘ", True),
        (IdKind.RESIDENT_ID, "110105194912310021", False),
        (IdKind.RESIDENT_ID, "11010519491331002X", False),
        (IdKind.RESIDENT_ID, "110105491231002", False),
        (IdKind.RESIDENT_ID, "", False),
        (IdKind.USCC, USCC, True),
        (IdKind.USCC, USCC.lower(), True),
        (IdKind.USCC, "91350100M000100Y44", False),
        (IdKind.USCC, "91350100I000100Y43", False),
        (IdKind.PASSPORT, "E12345678", True),
        (IdKind.PASSPORT, "E1", False),
        (IdKind.OTHER, "x" * 41, False),
    ],
)
def test_numbers_are_checked(kind: IdKind, number: str, is_good: bool) -> None:
    assert (id_fault(kind, number) is None) is is_good


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_of_an_identity_number_always_shows(place: int, step: int) -> None:
    wrong = str((int(RESIDENT[place]) + step) % 10)
    assert not is_resident_id(RESIDENT[:place] + wrong + RESIDENT[place + 1 :])


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_of_a_credit_code_always_shows(place: int, wrong: str) -> None:
    assert is_uscc(USCC[:place] + wrong + USCC[place + 1 :]) is (wrong == USCC[place])


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_checks(typed: str) -> None:
    for kind in IdKind:
        id_fault(kind, typed)
    assert normalise_id(normalise_id(typed)) == normalise_id(typed)
    mask_phone(typed), mask_email(typed), mask_address(typed), is_email(typed)


@given(st.text("0123456789X", min_size=4, max_size=40))
def test_a_masked_number_shows_seven_signs_at_most(number: str) -> None:
    masked = mask_id(number)
    assert len(masked) == len(number)
    assert sum(sign != "*" for sign in masked) <= 7
    assert masked.count("*") >= len(number) // 3


def test_what_outsiders_and_lists_see() -> None:
    assert mask_id("310115199003070012") == "310***********0012"
    assert mask_phone("138-0000-1234") == "138****1234"
    assert mask_email("wang@example.cn") == "w***@example.cn"
    assert mask_address("上海市浦东新区世博村路300号") == "上海市浦东新区***"
    assert public_name(ApplicantKind.NATURAL_PERSON, "王小明") == "王某"
    assert public_name(ApplicantKind.COMMERCIAL_ENTERPRISE, "某某有限公司") == "某企业"
