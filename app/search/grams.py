"""Texts and queries as the whole numbers that the index is made of.

A *key* is a character, a pair of neighbours (of the title, of everything, or of the matter: the words of a title
that are left when guards and phrases are taken out), or a facet such as ``year:2024``. Folding takes away what two
people write differently: width, case, traditional script, blanks between Chinese characters.
"""

import re
import unicodedata
from hashlib import blake2b

import numpy as np

from app.search.postings import distinct
from app.search.rules import MOST_BODY
from app.similarity.tables import TO_SIMPLIFIED

TAG = 40
TITLE_PAIR, SINGLE, PAIR, MATTER_PAIR, FACET = (n << TAG for n in range(1, 6))

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_INNER_BLANK = re.compile(r"(?<=[\u3040-\u9fff])[ \t]+(?=[\u3040-\u9fff])")
_YEAR = re.compile("([〇○零一二三四五六七八九]{4})(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PLURAL = re.compile(r"(?<=[a-z]{4})s(?![0-9a-z])")

_WORDLIKE = np.fromiter((chr(c).isalnum() for c in range(0x10000)), dtype=bool, count=0x10000)


def fold(text: str) -> str:
    """The text as it is compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(TO_SIMPLIFIED)
        text = _INNER_BLANK.sub("", _HIDDEN.sub("", text))
    return text.lower()


def with_years(folded: str) -> str:
    """The same with years in digits: 二〇二四年 is 2024年."""
    return _YEAR.sub(lambda found: found[1].translate(_DIGITS), folded)


def searchable(title: str, body: str, doc_no: str = "") -> tuple[str, str]:
    """The two texts that are searched: of the title, and of everything."""
    head = fold(title)
    if (dated := with_years(head)) != head:  # found by what stands there and by what it says
        head = f"{head}\n{dated}"
    return head, f"{head}\n{fold(doc_no)}\n{with_years(fold(body[:MOST_BODY]))}"


def codes(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Characters as numbers below 65,536, and which of them are letters, digits or Chinese characters."""
    whole = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    is_far = whole > 0xFFFF
    if not is_far.any():
        return whole.astype(np.int64), _WORDLIKE[whole]
    near = np.where(is_far, 0xE000 + whole % 0x1900, whole).astype(np.int64)
    return near, np.where(is_far, whole >= 0x20000, _WORDLIKE[near])


def singles(text: str) -> np.ndarray:
    """Keys of all characters, repeated ones too."""
    code, is_word = codes(text)
    return code[is_word] | SINGLE


def pairs(text: str, tag: int) -> np.ndarray:
    """Keys of all pairs of neighbours."""
    code, is_word = codes(text)
    if len(code) < 2:
        return np.empty(0, np.int64)
    at = np.flatnonzero(is_word[:-1] & is_word[1:])
    return (code[at] << 16) | code[at + 1] | tag


def pair_key(pair: str, tag: int) -> int:
    """Key of two characters that are letters, digits or Chinese characters."""
    first, second = (ord(c) if ord(c) <= 0xFFFF else 0xE000 + ord(c) % 0x1900 for c in pair)
    return first << 16 | second | tag


def facet_key(facet: str) -> int:
    """Key of a facet: forty bits of a hash."""
    return FACET | int.from_bytes(blake2b(facet.encode(), digest_size=5).digest(), "big")


def doc_facet(doc_no: str) -> str:
    """A document number (文号) whatever its brackets: 沪人社规[2025]18号 is 沪人社规〔2025〕18号."""
    return "doc:" + "".join(c for c in with_years(fold(doc_no)) if c.isalnum())


def keys_of(head: str, everything: str, matter: str, facets: list[str]) -> np.ndarray:
    """All keys of one text, sorted, each once."""
    found = [
        singles(everything),
        pairs(everything, PAIR),
        pairs(head, TITLE_PAIR),
        pairs(matter, MATTER_PAIR),
        np.array([facet_key(facet) for facet in facets], dtype=np.int64),
    ]
    return distinct(np.concatenate(found))


def phrases(query: str) -> list[str]:
    """What must stand in a text, letter by letter: the query folded and cut at blanks and marks, each phrase once."""
    folded = [_PLURAL.sub("", with_years(fold(word))) for word in query.split()]
    return list(dict.fromkeys(part for word in folded for part in _runs(word)))


def _runs(word: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in word).split()


def phrase_keys(phrase: str, tag: int) -> list[int]:
    """Keys that every text with the phrase has. A single character has no key of a title."""
    keys = pairs(phrase, tag) if len(phrase) > 1 else singles(phrase)
    return [int(key) for key in dict.fromkeys(keys.tolist())]
