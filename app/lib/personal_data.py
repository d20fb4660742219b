"""Find personal data (个人信息) in what people write, so that it is not shown to others. Pure.

Every detector takes the text with full-width signs made half-width, one for one, so that places are those of the
original. Detectors lean to precision where numbers are no secrets: an amount or an article number is no phone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MASK = "***"


class Kind(StrEnum):
    """Kinds of personal data (domain.md 7); the value is stored."""

    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text: ``text[start:end]``."""

    kind: Kind
    start: int
    end: int


Detector = Callable[[str], Iterator[Finding]]

_HALF_WIDTH = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {ord(sign): ord("-") for sign in "‐‑‒–—―−"}
    | {ord(sign): ord(" ") for sign in "\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u2060\u3000\ufeff\t"}
)
_GAP = r"[ .\-·]{0,2}"
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)
# The look-ahead lets a match begin at every digit: "2 310101..." must not hide the number behind the 2.
_ID_18 = re.compile(rf"(?<!\d)(?=((?:\d{_GAP}){{17}}[\dXx])(?![\dA-Za-z]))")
_ID_15 = re.compile(r"(?<!\d)(\d{15})(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_NO_AMOUNT = r"(?! ?(?:元|万|亿|人|户|件|%|美元|块钱))"
_NO_PART = r"(?<!\d)(?<!\d\.)(?<![¥$￥第])"
_NO_MORE = r"(?!\d)(?!\.\d)(?!,\d{3}(?!\d))"
_MOBILE = re.compile(
    _NO_PART
    + r"(?:\(?(?:\+|00)?86\)?[ \-]{0,2})?0?"
    + r"(?:1[3-9]\d{9}|1[3-9]\d[ .\-·]{1,2}\d{4}[ .\-·]{1,2}\d{4}|1[3-9]\d{2}[ \-]\d{4}[ \-]\d{3}|1 [3-9](?: \d){9})"
    + _NO_MORE
    + _NO_AMOUNT
)
_LANDLINE = re.compile(
    r"(?<![\d.\-])(?:\(?\+?86\)?[ \-]{0,2}\(?0?|\(?0)(?:10|2\d|[3-9]\d{2})[)\- ]{0,3}[2-9]\d{2,3}[ \-]?\d{4}"
    r"(?:(?:转|-)\d{1,6})?(?!\d)" + _NO_AMOUNT
)
_LOCAL = re.compile(
    r"(?:电话|座机|手机|致电|热线|联系方式|(?i:tel|phone))[^\d\n]{0,6}([2-9]\d{2,3}[ \-]?\d{4})(?!\d)" + _NO_AMOUNT
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64} ?@ ?(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,20}(?![A-Za-z0-9\-])"
)


def is_id_number(digits: str) -> bool:
    """Whether 18 or 15 signs are a resident's ID number (GB 11643): province, day of birth and, of 18, the check."""
    if int(digits[:2]) not in _PROVINCES:
        return False
    born = digits[6:14] if len(digits) == 18 else "19" + digits[6:12]
    try:
        is_old_enough = date(int(born[:4]), int(born[4:6]), int(born[6:])).year >= 1880
    except ValueError:
        return False
    if len(digits) == 15:
        return is_old_enough
    check = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return is_old_enough and digits[17].upper() == "10X98765432"[check]


def _id_numbers(text: str) -> Iterator[Finding]:
    for match in _ID_18.finditer(text):
        if is_id_number(re.sub(r"[^\dXx]", "", match[1])):
            yield Finding(Kind.ID_NUMBER, match.start(1), match.end(1))
    for match in _ID_15.finditer(text):
        if is_id_number(match[1]):
            yield Finding(Kind.ID_NUMBER, match.start(1), match.end(1))


def _by(pattern: re.Pattern[str], kind: Kind, group: int = 0) -> Detector:
    def detect(text: str) -> Iterator[Finding]:
        for match in pattern.finditer(text):
            yield Finding(kind, match.start(group), match.end(group))

    return detect


DETECTORS: Sequence[Detector] = (
    _id_numbers,
    _by(_EMAIL, Kind.EMAIL),
    _by(_MOBILE, Kind.MOBILE),
    _by(_LANDLINE, Kind.LANDLINE),
    _by(_LOCAL, Kind.LANDLINE, 1),
)
"""In order of trust: where two overlap, the earlier one stands. Bank cards, addresses and plates will be added here."""


def scan(text: str, detectors: Iterable[Detector] = DETECTORS) -> tuple[Finding, ...]:
    """Everything that looks like personal data, in the order of the text, without overlaps."""
    plain = text.translate(_HALF_WIDTH)
    found: list[Finding] = []
    for detector in detectors:
        for new in detector(plain):
            if all(new.end <= old.start or old.end <= new.start for old in found):
                found.append(new)
    return tuple(sorted(found, key=lambda finding: finding.start))


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with every finding replaced by `MASK`."""
    parts, after = [], 0
    for finding in sorted(findings, key=lambda finding: finding.start):
        parts += [text[after : finding.start], MASK]
        after = finding.end
    return "".join([*parts, text[after:]])
