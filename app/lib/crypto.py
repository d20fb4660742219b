"""Secrets at rest: the encrypted column type, keyed hashes, signed cookies.

One process serves one installation, so the key ring is installed once, by `install_keys`.
"""

import base64
import hashlib
import hmac
import os
import time

from advanced_alchemy.types import EncryptedText
from advanced_alchemy.types.encrypted_string import EncryptionBackend
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.lib.settings import Settings, read_key_ring

_ring: dict[str, bytes] = {}
_newest = ""
_secret = b""


def install_keys(settings: Settings) -> None:
    """Take the key ring and the signing secret of this installation. Raises BadSetting."""
    global _newest, _secret
    ring = read_key_ring(settings.encryption_keys)
    _ring.clear()
    _ring.update(ring)
    _newest = next(iter(ring))
    _secret = settings.secret_key.encode()


class KeyRingBackend(EncryptionBackend):
    """AES-256-GCM; the stored value is ``key id.base64(nonce + ciphertext)``, so that keys can be rotated."""

    def init_engine(self, key: bytes | str) -> None:
        """Nothing to derive: the ring is installed by `install_keys`."""

    def encrypt(self, value: object) -> str:
        nonce = os.urandom(12)
        sealed = AESGCM(_ring[_newest]).encrypt(nonce, str(value).encode(), _newest.encode())
        return f"{_newest}.{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, value: object) -> str:
        key_id, _, encoded = str(value).partition(".")
        raw = base64.b64decode(encoded)
        return AESGCM(_ring[key_id]).decrypt(raw[:12], raw[12:], key_id.encode()).decode()


def is_newest_key(stored: str) -> bool:
    """Whether a stored value was sealed with the newest key (rotation has nothing to do)."""
    return stored.partition(".")[0] == _newest


def encrypted_text() -> EncryptedText:
    """Column type for personal data."""
    return EncryptedText(key="ring", backend=KeyRingBackend)


SEALED = b"\x00daylight sealed 1\x00"
"""Begins a sealed file. No kind of file that is taken begins so: a text holds no zero byte."""


def seal_bytes(data: bytes) -> bytes:
    """A file as it lies at rest: a mark, the id of its key, nonce and AES-256-GCM ciphertext."""
    nonce = os.urandom(12)
    head = SEALED + _newest.encode() + b"\x00"
    return head + nonce + AESGCM(_ring[_newest]).encrypt(nonce, data, head)


def is_sealed(stored: bytes) -> bool:
    """Whether these bytes, or their beginning, are those of a sealed file."""
    return stored.startswith(SEALED)


def key_of(stored: bytes) -> str:
    """The id of the key that a sealed file needs."""
    return stored[len(SEALED) :].partition(b"\x00")[0].decode()


def open_bytes(stored: bytes) -> bytes:
    """The file that `seal_bytes` sealed. Raises KeyError without its key, InvalidTag where it was changed."""
    key_id = key_of(stored)
    head, body = stored[: len(SEALED) + len(key_id) + 1], stored[len(SEALED) + len(key_id) + 1 :]
    return AESGCM(_ring[key_id]).decrypt(body[:12], body[12:], head)


def newest_key() -> str:
    """The id of the key that seals now."""
    return _newest


def keyed_hash(purpose: str, value: str) -> str:
    """Hash that only this installation can make: for equality without the value (64 hex digits)."""
    return hmac.new(_secret, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def sign(purpose: str, value: str, *, expires_at: float) -> str:
    """A value for a cookie that cannot be changed and ends at `expires_at` (seconds since 1970)."""
    body = f"{int(expires_at)}.{base64.urlsafe_b64encode(value.encode()).decode().rstrip('=')}"
    return f"{body}.{keyed_hash('sign:' + purpose, body)[:43]}"


def unsign(purpose: str, signed: str, *, now: float | None = None) -> str | None:
    """The signed value, or None when it was changed, is over, or was signed for another purpose."""
    body, _, mac = signed.rpartition(".")
    # As bytes: a cookie may hold any character, and compare_digest takes ASCII only.
    if not hmac.compare_digest(keyed_hash("sign:" + purpose, body)[:43].encode(), mac.encode()):
        return None
    expires, _, encoded = body.partition(".")
    if int(expires) < (time.time() if now is None else now):
        return None
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
