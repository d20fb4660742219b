"""What changed in a text, in words (逐词对照): deleted, added, the same. Knows texts only.

Differences by character split words and numbers (六十[五]日); differences by sentence show next to nothing.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypedDict

import rjieba

MOST_WORDS = 3_000
"""Longer texts are compared by sentences: the comparison by words takes the square of their number."""
ISLAND = 2
"""Words of so few characters that stay between two changes are read with them: 「的」 alone explains nothing."""

_SENTENCE = re.compile(r"[^。；;！？!?\n]*[。；;！？!?\n]?")


class Part(TypedDict):
    """A piece of a text (片段): op is ``same``, ``del`` or ``ins``."""

    op: str
    text: str


@lru_cache(maxsize=2048)
def compare(before: str, after: str) -> tuple[Part, ...]:
    """The pieces in reading order, of two changes at one place the deleted one first.

    What is the same and deleted is the old text, what is the same and added the new one, to the character.
    """
    if before == after:
        return (Part(op="same", text=before),) if before else ()
    old, new = _words(before), _words(after)
    if len(old) + len(new) > 2 * MOST_WORDS:
        old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    runs: list[tuple[str, str, str]] = []  # same, deleted, added
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            runs.append(("".join(old[a:b]), "", ""))
        else:
            runs.append(("", "".join(old[a:b]), "".join(new[c:d])))
    return tuple(_parts(_without_islands(runs)))


def before_of(parts: Sequence[Part]) -> list[Part]:
    """The old text: what stayed and what was deleted (修改前)."""
    return [part for part in parts if part["op"] != "ins"]


def after_of(parts: Sequence[Part]) -> list[Part]:
    """The new text: what stayed and what was added (修改后)."""
    return [part for part in parts if part["op"] != "del"]


def text_of(parts: Sequence[Part]) -> str:
    return "".join(part["text"] for part in parts)


def _words(text: str) -> list[str]:
    words = rjieba.cut(text)
    return words if "".join(words) == text else list(text)


def _without_islands(runs: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Changes with little between them become one."""
    merged: list[tuple[str, str, str]] = []
    for place, (same, gone, come) in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        if same and is_between and len(same) <= ISLAND and "\n" not in same:
            gone = come = same
            same = ""
        if not same and merged and not merged[-1][0]:
            _same, gone_before, come_before = merged.pop()
            gone, come = gone_before + gone, come_before + come
        merged.append((same, gone, come))
    return merged


def _parts(runs: list[tuple[str, str, str]]) -> list[Part]:
    ops = ("same", "del", "ins")
    return [Part(op=op, text=text) for run in runs for op, text in zip(ops, run, strict=True) if text]
