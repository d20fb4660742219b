"""Locks, passwords, session keys and where sign-in may lead."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import rules
from app.accounts.rules import Actor, Role
from app.lib.errors import FormInvalid

NOW = datetime(2026, 9, 10, 2, tzinfo=UTC)


def test_the_fifth_wrong_password_locks() -> None:
    tries, until = 0, None
    for n in (1, 2, 3, 4):
        tries, until = rules.after_wrong_password(tries, NOW)
        assert (tries, until) == (n, None)
    assert rules.after_wrong_password(tries, NOW) == (0, NOW + timedelta(minutes=15))


def test_a_lock_ends_after_exactly_15_minutes() -> None:
    until = NOW + timedelta(minutes=15)
    assert rules.is_locked(until, until - timedelta(microseconds=1))
    assert not rules.is_locked(until, until)
    assert not rules.is_locked(None, NOW)


@pytest.mark.parametrize(
    ("new", "again", "field"),
    [
        ("short-one", "short-one", "new_password"),
        ("ouyang.min.2026", "ouyang.min.2026", "new_password"),
        ("OUYANG.min.2026", "OUYANG.min.2026", "new_password"),
        ("the old password", "the old password", "new_password"),
        ("a good new one", "a good new two", "new_password_again"),
    ],
)
def test_a_bad_new_password_is_refused(new: str, again: str, field: str) -> None:
    with pytest.raises(FormInvalid) as caught:
        rules.check_new_password(new, again, old="the old password", username="ouyang.min.2026")
    assert [error.field for error in caught.value.errors] == [field]


def test_ten_characters_are_enough_of_any_script() -> None:
    rules.check_new_password("1234567890", "1234567890", old="", username="deng")
    rules.check_new_password("门前大桥下游过一群鸭", "门前大桥下游过一群鸭", old="", username="deng")


@given(st.uuids(), st.integers(1, 10**6))
def test_a_session_key_is_read_back(person_id: UUID, number: int) -> None:
    assert rules.read_session_key(rules.session_key(person_id, number)) == (person_id, number)


@pytest.mark.parametrize("key", ["", "x", str(UUID(int=7)), f"{UUID(int=7)}.", f"{UUID(int=7)}.x", ".1"])
def test_anything_else_is_no_session_key(key: str) -> None:
    assert rules.read_session_key(key) is None


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/staff/consultations?state=open", "/staff/consultations?state=open"),
        ("", "/staff"),
        ("https://example.org/", "/staff"),
        ("//example.org/", "/staff"),
        ("/\\example.org/", "/staff"),
        ("/staff\\..", "/staff"),
        ("/staff\r\nSet-Cookie: a=b", "/staff"),
        ("/\t/example.org", "/staff"),
        ("staff", "/staff"),
        ("javascript:alert(1)", "/staff"),
    ],
)
def test_sign_in_leads_to_pages_of_this_site_only(wanted: str, leads_to: str) -> None:
    assert rules.local_path(wanted, "/staff") == leads_to


@pytest.mark.parametrize("role", list(Role))
def test_only_the_sysadmin_and_the_system_manage_people(role: Role) -> None:
    assert rules.may_manage_people(Actor(kind="staff", roles=frozenset({role}))) is (role is Role.SYSADMIN)
    assert rules.may_manage_people(rules.SYSTEM)
    assert not rules.may_manage_people(rules.CITIZEN)


def test_every_role_has_a_label() -> None:
    assert set(rules.ROLE_LABELS) == set(Role)
