"""Numbers and codes of receipts, and how wrong codes are slowed down.

A number reads ``YJ-2026-7KQ4-03``: kind, year, four to six random characters, two check digits. The check tells a
typing mistake from a number that does not exist, so a mistake costs no try. Characters that are easily mistaken
(0 and O, 1 and I) are used in neither the random part nor the code.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
MIN_TOKEN_LENGTH = 16

_NUMBER = re.compile(rf"([A-Z]{{2}})(\d{{4}})([{READABLE}]{{4,6}})(\d{{2}})")


class ReceiptKind(StrEnum):
    """What was handed in."""

    COMMENT = "comment"
    REQUEST = "request"


PREFIXES = {ReceiptKind.COMMENT: "YJ", ReceiptKind.REQUEST: "SQ"}
"""First letters of the official words: 意见, 申请."""


class Outcome(StrEnum):
    """What became of a try to open a receipt."""

    OPENED = "opened"
    WRONG = "wrong"
    """The code is wrong, or there is no such receipt: the two are not told apart."""
    LOCKED = "locked"
    """Too many wrong codes: not even the right one is looked at before the time that goes with it."""
    MISTYPED = "mistyped"
    """Not a receipt number: the check digits do not fit."""


def make_number(kind: ReceiptKind, year: int, digest: str, attempt: int = 0) -> str:
    """A receipt number from a random digest (hex). Every third attempt takes one character more."""
    part = _readable(digest, 4 + min(attempt // 3, 2))
    head = f"{PREFIXES[kind]}{year:04d}"
    return f"{head[:2]}-{head[2:]}-{part}-{_check_digits(head + part)}"


def read_number(typed: str) -> str | None:
    """The number as it is written officially, or None when it was mistyped.

    Small letters, full-width characters, missing hyphens and blanks are forgiven.
    """
    match = _NUMBER.fullmatch(_squeeze(typed))
    if match is None or _check_digits("".join(match.groups()[:3])) != match[4]:
        return None
    return "-".join(match.groups())


def make_code(digest: str) -> str:
    """Eight readable characters from a secret digest (hex): 40 bits."""
    return _readable(digest, CODE_LENGTH)


def read_code(typed: str) -> str:
    """The code without the gap, however it was typed."""
    return _squeeze(typed)


def show_code(code: str) -> str:
    """The code in two groups, as it is shown and printed."""
    return f"{code[:4]} {code[4:]}"


def _squeeze(typed: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isascii() and c.isalnum())


def _readable(digest: str, length: int) -> str:
    value = int(digest, 16)
    return "".join(READABLE[value >> 5 * i & 31] for i in range(length))


def _check_digits(text: str) -> str:
    """Remainder of the text as a number to base 36 by the prime 97: one wrong character or one swap always shows."""
    return f"{int(text, 36) % 97:02d}"


@dataclass(frozen=True)
class Tries:
    """Wrong codes for one number, of one client or of everybody."""

    wrong: int
    since: datetime
    not_before: datetime | None = None


@dataclass(frozen=True)
class Limit:
    """So many wrong codes within the window are free; then comes a wait, twice as long after each further one."""

    free: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta


FOR_CLIENT = Limit(5, timedelta(days=1), timedelta(minutes=15), timedelta(minutes=15))
FOR_EVERYBODY = Limit(20, timedelta(hours=1), timedelta(minutes=1), timedelta(hours=1))


def is_blocked(tries: Tries, now: datetime) -> bool:
    """Whether not even the right code is looked at now."""
    return tries.not_before is not None and now < tries.not_before


def after_wrong_code(tries: Tries, limit: Limit, now: datetime) -> Tries:
    """The count after one more wrong code that was not blocked."""
    last = max(tries.since, tries.not_before or tries.since)
    if now - last >= limit.window:
        tries = Tries(0, now)
    wrong = tries.wrong + 1
    if wrong < limit.free:
        return replace(tries, wrong=wrong)
    wait = min(limit.first_wait * 2 ** min(wrong - limit.free, 10), limit.longest_wait)
    return replace(tries, wrong=wrong, not_before=now + wait)
