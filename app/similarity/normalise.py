"""Normalise a citizen's text to the key that says "the same words" (规范化).

What differs between two copies of one message and means nothing is taken away: widths, traditional script,
case, punctuation, Chinese numerals, greetings, signatures and lines about the writer. What may mean something
stays: numbers, years, document numbers, places.

A key is the text's clauses, each followed by a line feed where a clause ended; proper nouns in Latin script keep
their capital. `flat(key)` drops both, and only the flat form decides whether two texts are the same.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

from app.similarity.boilerplate import CLAUSES_KEPT, is_greeting, is_personal, is_signature
from app.similarity.tables import TO_SIMPLIFIED

NORM_VERSION = 2

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])['’](?=[A-Za-z])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_CJK_BLANK = re.compile(r"(?<=[\u3040-\u9fff])[ \t]+(?=[\u3040-\u9fff])")
_CLAUSE = re.compile(r"\n|(?:(?<!\d)\.|\.(?!\d)|[^\w%.\s]|_)+\s*")
_BLANKS = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"[A-Za-z]+")
_MIN_KEPT, _MIN_ASKED = 4, 2
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_MEASURES = "年月日号楼栋岁条款项章节个名位次天米元户人台辆处座所间套份点类万级届期批层室"
_NUMERAL = re.compile(
    "(?<=第)[一二三四五六七八九](?![十百千万一二三四五六七八九])|[〇○零一二三四五六七八九]{3,}(?![十百千万])|[零〇一二三四五六七八九]{2}(?=[年号栋])|[一二三四五六七八九两][十百千][零一二三四五六七八九十百千]*"
    f"|[十百千][零一二三四五六七八九十百千]+|十(?=[{_MEASURES}])|[一二三四五六七八九两](?=[{_MEASURES}])"
)
_PER_CENT = re.compile(r"‰(\d+(?:\.\d+)?)")
_QUOTES = re.compile('[“”"「」『』《》〈〉‘]')
_TRADITIONAL = re.compile(f"[{''.join(map(chr, TO_SIMPLIFIED))}]")


def make_key(text: str) -> str:
    """The key of a text. What has neither letter nor digit (an emoji) is its own key; blanks have an empty one."""
    text = _plain(text)
    lines = enumerate(map(_CLAUSE.split, _BLANKS.sub(" ", text).split("\n")))
    clauses = [(clause, n) for n, line in lines for part in line if (clause := part.strip())]
    if not clauses:
        return "".join(text.split())
    kept = _without_boilerplate(clauses)
    return _join([_keep_proper_nouns(clause) for clause in kept])


def _plain(text: str) -> str:
    """One script, one width, digits for numerals; line feeds between lines. Rules that cannot apply are not tried."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        if _TRADITIONAL.search(text):
            text = text.translate(TO_SIMPLIFIED)
        text = _CJK_BLANK.sub("", _HIDDEN.sub("", text))
        text = _DATE.sub(_date, text)
        text = _NUMERAL.sub(_digits, text.replace("百分之", "‰"))
        if "‰" in text:
            text = _PER_CENT.sub(r"\1%", text).replace("‰", "百分之")
    if "," in text:
        text = _THOUSANDS.sub("", text)
    return "\n".join(_QUOTES.sub("", _APOSTROPHE.sub("", text)).splitlines())


def flat(key: str) -> str:
    """The key without clause ends and capitals: what is compared and what identity rests on."""
    return key.replace("\n", "").lower()


def key_hash(key: str) -> int:
    """Signed 64-bit identity of the flat key. Two different texts share one about once in 10^8 million texts."""
    return int.from_bytes(blake2b(flat(key).encode(), digest_size=8).digest(), "big", signed=True)


def _digits(match: re.Match[str]) -> str:
    word = match.group()
    if not any(c in _UNIT for c in word):
        return "".join(str(_DIGIT[c]) for c in word)
    total = digit = 0
    for char in word:
        if char in _UNIT:
            total += (digit or 1) * _UNIT[char]
            digit = 0
        else:
            digit = _DIGIT[char]
    return str(total + digit)


def _date(match: re.Match[str]) -> str:
    return f"{match[1]}年{int(match[3])}月{int(match[4])}日"


def _without_boilerplate(clauses: list[tuple[str, int]]) -> list[str]:
    """Cut greetings in front, signatures at the end, lines about the writer anywhere; never nearly everything."""
    words = [clause.lower() for clause, _ in clauses]
    first, last = 0, len(words)
    while first < min(last, 5) and is_greeting(words[first]):
        first += 1
    while last > first and len(clauses) - last < 8:
        own_line = last > 1 and (last < len(clauses) or clauses[-1][1] != clauses[-2][1])
        if not is_signature(words[last - 1], own_line=own_line):
            break
        last -= 1
    inner = [i for i in range(first, last) if not (is_personal(words[i]) or is_greeting(words[i]))]
    everything = sum(map(len, words))
    for chosen, least in ((inner, _MIN_KEPT), (list(range(first, last)), _MIN_ASKED)):
        size = sum(len(words[i]) for i in chosen)
        if size >= least or size * 2 >= everything:
            return [clauses[i][0] for i in chosen]
    return [clause for clause, _ in clauses]


@lru_cache(maxsize=CLAUSES_KEPT)
def _keep_proper_nouns(clause: str) -> str:
    """Lower-case all but capitalised words inside a clause (not its first word, not shouting)."""
    if clause.islower() or (not clause.isascii() and not _WORD.search(clause)):
        return clause
    if clause.isupper():
        return clause.lower()
    start = _WORD.search(clause)
    first = start.start() if start and start.start() == 0 else -1

    def cased(match: re.Match[str]) -> str:
        word = match.group()
        proper = match.start() != first and word[0].isupper() and word != "I"
        return word.capitalize() if proper else word.lower()

    return _WORD.sub(cased, clause).replace("İ", "i")


def _join(clauses: list[str]) -> str:
    parts: list[str] = []
    for this, following in zip(clauses, [*clauses[1:], ""], strict=True):
        parts.append(this)
        if following:
            latin = this[-1] < "\u0530" and following[0] < "\u0530"
            parts.append(" \n" if latin else "\n")
    return "".join(parts)
