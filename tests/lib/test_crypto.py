"""Secrets at rest: sealed, bound to their key, rotated; signed cookies end and cannot be changed."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from app.lib.crypto import KeyRingBackend, install_keys, is_newest_key, keyed_hash, sign, unsign
from tests.conftest import make_settings

OLD = "k1:" + base64.b64encode(b"1" * 32).decode()
NEW = "k2:" + base64.b64encode(b"2" * 32).decode()
NOON = 1_800_000_000.0


def install(ring: str, **changes: object) -> None:
    install_keys(make_settings(Path(), "sqlite://", encryption_keys=ring, **changes))


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    install(OLD)
    yield
    install("k1:" + "A" * 43 + "=")  # what every other test has


@given(st.text())
def test_what_was_sealed_comes_back(text: str) -> None:
    backend = KeyRingBackend()
    assert backend.decrypt(backend.encrypt(text)) == text


def test_stored_text_tells_nothing_and_is_never_the_same_twice() -> None:
    backend = KeyRingBackend()
    one, two = backend.encrypt("13800001234"), backend.encrypt("13800001234")
    assert one != two
    assert one.startswith("k1.")
    assert "13800001234" not in base64.b64decode(one.partition(".")[2]).decode("latin-1")


@pytest.mark.parametrize("place", [0, 11, 12, 20, -1], ids=["nonce", "nonce end", "text", "text later", "tag"])
def test_changed_bytes_are_noticed(place: int) -> None:
    backend = KeyRingBackend()
    raw = bytearray(base64.b64decode(backend.encrypt("李雷 13800001234").partition(".")[2]))
    raw[place] ^= 1
    with pytest.raises(InvalidTag):
        backend.decrypt("k1." + base64.b64encode(raw).decode())


def test_a_value_cannot_be_passed_off_as_another_keys() -> None:
    same = base64.b64encode(b"1" * 32).decode()
    install(f"k1:{same},k2:{same}")
    sealed = KeyRingBackend().encrypt("text").partition(".")[2]
    with pytest.raises(InvalidTag):
        KeyRingBackend().decrypt(f"k2.{sealed}")


def test_rotation_reads_old_values_and_writes_with_the_newest() -> None:
    backend = KeyRingBackend()
    old = backend.encrypt("text")
    install(f"{NEW},{OLD}")
    assert backend.decrypt(old) == "text"
    assert not is_newest_key(old)
    new = backend.encrypt("text")
    assert is_newest_key(new)
    install(NEW)
    assert backend.decrypt(new) == "text"
    with pytest.raises(KeyError):
        backend.decrypt(old)


def test_keyed_hash_depends_on_purpose_value_and_installation() -> None:
    here = keyed_hash("device", "abc")
    assert here == keyed_hash("device", "abc")
    assert len({here, keyed_hash("email", "abc"), keyed_hash("device", "abd"), keyed_hash("device\0a", "bc")}) == 4
    install(OLD, secret_key="the secret of another installation, long enough")
    assert keyed_hash("device", "abc") != here


def test_signed_value_lives_until_its_end() -> None:
    signed = sign("receipt", "回执 YJ-2026-7KQ4", expires_at=NOON)
    assert unsign("receipt", signed, now=NOON - 1) == "回执 YJ-2026-7KQ4"
    assert unsign("receipt", signed, now=NOON) == "回执 YJ-2026-7KQ4"
    assert unsign("receipt", signed, now=NOON + 1) is None


def test_signed_value_is_for_one_purpose_only() -> None:
    assert unsign("device", sign("receipt", "1", expires_at=NOON), now=0) is None


def test_any_change_of_a_signed_value_is_noticed() -> None:
    signed = sign("receipt", "YJ-2026", expires_at=NOON)
    for place, letter in enumerate(signed):
        changed = signed[:place] + ("A" if letter != "A" else "B") + signed[place + 1 :]
        assert unsign("receipt", changed, now=0) is None, place


@pytest.mark.parametrize("junk", ["", ".", "..", "a.b.c", "é", "1.é.é", "签名.x.y", "9" * 5000])
def test_junk_from_a_cookie_is_refused_not_a_fault(junk: str) -> None:
    assert unsign("receipt", junk, now=0) is None
