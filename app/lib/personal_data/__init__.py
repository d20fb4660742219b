"""Find personal data (个人信息) in what people write, so that it is not shown to others. Pure.

Every detector takes the text with full-width signs made half-width, one for one, so that places are those of the
original. Detectors lean to precision where numbers are no secrets: an amount or an article number is no phone.
"""

import re
from collections.abc import Iterable, Sequence

from app.lib.personal_data.findings import Detector, Finding, Kind
from app.lib.personal_data.numbers import NUMBERS, is_bank_card, is_id_number
from app.lib.personal_data.words import WORDS

__all__ = [
    "DETECTORS",
    "MASK",
    "VERSION",
    "Detector",
    "Finding",
    "Kind",
    "is_bank_card",
    "is_id_number",
    "mask",
    "scan",
]

MASK = "***"
VERSION = 2
"""Counted up with every change of the patterns: then what was said before is scanned again (moderation.rescan)."""

DETECTORS: Sequence[Detector] = (*NUMBERS, *WORDS)
"""In order of trust: where two overlap, the earlier one stands."""

_HALF_WIDTH = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {ord(sign): ord("-") for sign in "‐‑‒–—―−"}
    | {ord(sign): ord(" ") for sign in "\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u2060\u3000\ufeff\t"}
)
_WORTH_A_LOOK = re.compile(
    r"[0-9@０-９＠]|[一二三四五六七八九十]号|[一二三四五六七八九十][弄栋幢室]|叫|本人|姓名|署名|人[:：是为]|签名|落款|微信|加v|(?i:vx)"
)
"""Nothing is found in a text without one of these."""


def scan(text: str, detectors: Iterable[Detector] = DETECTORS) -> tuple[Finding, ...]:
    """Everything that looks like personal data, in the order of the text, without overlaps."""
    if _WORTH_A_LOOK.search(text) is None:
        return ()
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
