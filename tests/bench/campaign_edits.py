"""What people do to a text before they send it: the variants of a campaign; see campaigns.py.

Names, numbers and words of negation are never mistyped: nobody could tell such a text from another matter.
"""

import random
import re
from collections.abc import Callable

from tests.bench.campaign_words import WORDS, Base

_KEEP = set("不没无未非反否禁")
_COMMON = "".join(WORDS["common"])
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TRADITIONAL = {ord(pair[0]): pair[1] for pair in WORDS["traditional"] if len(pair) == 2}
_WIDE = {n: n + 0xFEE0 for n in range(48, 58)}
_CLAUSE = re.compile(r"(?<=[，。？！；])|(?<=[.?!;] )")
_NUMERAL = re.compile(r"(?<![\d〔])\d{1,2}(?=[个户天年元人条])")
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
_LONG = 120
_DIGITS = "零一二三四五六七八九"


def _alike(many: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in WORDS[many]:
        words = entry.split("=")
        for word in words:
            found.setdefault(word, []).extend(w for w in words if w != word)
    return {word: others for word, others in found.items() if others}


_HOMOPHONES = _alike("homophones")
_SYNONYMS = {w: o for w, o in _alike("synonyms").items() if len(w) > 1}
_EN_SYNONYMS = _alike("en_synonyms")
_FIND = re.compile("|".join(sorted(_SYNONYMS, key=len, reverse=True)))
_EN_FIND = re.compile(r"\b(?:" + "|".join(_EN_SYNONYMS) + r")\b")


def _numeral(match: re.Match[str]) -> str:
    tens, ones = divmod(int(match[0]), 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


class Editor:
    """Makes variants of bases."""

    def __init__(self, r: random.Random, make_base: Callable[[random.Random, int, bool | None], Base]) -> None:
        self._r = r
        self._make_base = make_base

    def variant(self, base: Base) -> str:
        """The same text as somebody else sends it."""
        r = self._r
        text = self._clauses(base)
        kept = self._kept(base)
        if r.random() < 0.45:
            text = self._synonyms(text, base.is_english, kept)
        if r.random() < 0.55:
            text = self._typos(text, base.is_english, kept)
        if len(base.text) >= 120 and r.random() < 0.12:
            text = self.extended(text, base.is_english, r.uniform(0.3, 1.0))
        text = self._framed(text, base.is_english)
        return text if base.is_english else self._written(text)

    def extended(self, text: str, is_english: bool, share: float) -> str:
        """With sentences of somebody's own, `share` of its length, in front, behind or between."""
        r = self._r
        more: list[str] = []
        while sum(map(len, more)) < share * len(text):
            more.append(self._make_base(r, r.choice((1, 2)), is_english).text)
        parts = [p for p in _CLAUSE.split(text) if p]
        for one in more:
            where = r.random()
            at = 0 if where < 0.3 else len(parts) if where < 0.7 else r.randrange(len(parts) + 1)
            parts.insert(at, one)
        return "".join(parts)

    def shortened(self, text: str, share: float) -> str:
        """Without some of its clauses."""
        parts = [p for p in _CLAUSE.split(text) if p]
        return "".join(p for p in parts if self._r.random() >= share) or text

    def _clauses(self, base: Base) -> str:
        r = self._r
        dice = r.random()
        if dice > 0.32:
            return base.text
        parts = [p for p in _CLAUSE.split(base.text) if p]
        if dice < 0.2 and len(parts) > 3:
            gone = parts[r.randrange(len(parts))]
            if len(base.text) > _LONG or not any(word in gone for _, word in base.entities):
                parts.remove(gone)  # of a short text the name is the matter
        if dice > 0.15 and len(parts) > 1:
            at = r.randrange(len(parts) - 1)
            parts[at], parts[at + 1] = parts[at + 1], parts[at]
        return "".join(parts)

    @staticmethod
    def _kept(base: Base) -> re.Pattern[str] | None:
        names = {re.escape(word) for _, word in base.entities}
        return re.compile("|".join(sorted(names, key=len, reverse=True))) if names else None

    def _synonyms(self, text: str, is_english: bool, kept: re.Pattern[str] | None) -> str:
        r = self._r
        table, find = (_EN_SYNONYMS, _EN_FIND) if is_english else (_SYNONYMS, _FIND)
        spans = [m.span() for m in kept.finditer(text)] if kept else []

        def other(match: re.Match[str]) -> str:
            if r.random() < 0.4 or any(a < match.end() and match.start() < b for a, b in spans):
                return match[0]
            return r.choice(table[match[0]])

        return find.sub(other, text)

    def _typos(self, text: str, is_english: bool, kept: re.Pattern[str] | None) -> str:
        r = self._r
        mask = bytearray(len(text))
        for match in kept.finditer(text) if kept else ():
            mask[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        chars: list[str] = list(text)
        letters = _LETTERS if is_english else _COMMON
        for _ in range(max(1, int(len(text) * r.random() * 0.06))):
            at = int(r.random() * (len(chars) - 1))
            if mask[at] or mask[at + 1] or not chars[at].isalpha() or chars[at] in _KEEP or chars[at + 1] in _KEEP:
                continue
            kind = r.random()
            if kind < 0.35 and not is_english and chars[at] in _HOMOPHONES:
                chars[at] = r.choice(_HOMOPHONES[chars[at]])
            elif kind < 0.45:
                chars[at] = letters[int(r.random() * len(letters))]
            elif kind < 0.6:
                chars[at] += letters[int(r.random() * len(letters))]
            elif kind < 0.78:
                chars[at] = ""
            elif kind < 0.92 or is_english:
                chars[at], chars[at + 1] = chars[at + 1], chars[at]
            else:
                chars[at] = letters[int(r.random() * len(letters))]
                chars[at + 1] = letters[int(r.random() * len(letters))]
            mask[at] = mask[at + 1] = 1
        return "".join(chars)

    def _framed(self, text: str, is_english: bool) -> str:
        r = self._r
        lead = "en_" if is_english else ""
        if r.random() < 0.25:
            text = r.choice(WORDS[lead + "personal"]) + text
        if not is_english and r.random() < 0.15:
            text += r.choice(WORDS["wishes"])
        if r.random() < 0.3:
            text = r.choice(WORDS[lead + "greetings"]) + text
        if r.random() < 0.3:
            text += r.choice(WORDS[lead + "signatures"])
        return text

    def _written(self, text: str) -> str:
        r = self._r
        dice = r.random()
        if dice < 0.07:
            return text.translate(_TRADITIONAL)
        if dice < 0.14:
            return text.translate(_WIDE)
        if dice < 0.21:
            text = _YEAR.sub(lambda m: "".join(_DIGITS[int(c)] for c in m[0]).replace("零", "〇"), text)
            return _NUMERAL.sub(_numeral, text)
        return text.replace("，", r.choice((",", " ", "、"))) if dice < 0.28 else text
