"""Where two texts differ: blocks of an alignment, and blocks as a reader would see them."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

Block = tuple[int, int, int, int]
"""From and to in a, from and to in b."""

_DIGIT = re.compile(r"\d")
_LATIN = re.compile("[a-z]")
_HAS_NUMBER = re.compile("[\\d万亿]").search


def raw_blocks(a: str, b: str) -> list[Block]:
    """Differing blocks (from and to in a, in b)."""
    return [(a0, a1, b0, b1) for tag, a0, a1, b0, b1 in Levenshtein.opcodes(a, b).as_list() if tag != "equal"]


def breaks_number(a: str, b: str, block: Block) -> bool:
    """Whether a block put something else in a digit's place."""
    a0, a1, b0, b1 = block
    old, new = a[a0:a1], b[b0:b1]
    if _DIGIT.search(old + new):
        return bool(old and new) and (_HAS_NUMBER(old) is None) != (_HAS_NUMBER(new) is None)
    return _in_number(a, a0, a1) or _in_number(b, b0, b1)


def _in_number(text: str, start: int, end: int) -> bool:
    return start < end and text[max(start - 1, 0) : start].isdigit() and text[end : end + 1].isdigit()


def merged_blocks(a: str, b: str, raw: Sequence[Block]) -> list[Block]:
    """The blocks, neighbours parted by a single equal character made one; in Latin script whole words."""
    blocks: list[Block] = []
    for a0, a1, b0, b1 in raw:
        if blocks and a0 - blocks[-1][1] <= 1:
            before = blocks.pop()
            a0, b0 = before[0], before[2]
        blocks.append((a0, a1, b0, b1))
    if not _LATIN.search(a):
        return blocks
    widened: list[Block] = []
    for block in blocks:
        a0, a1 = _whole_words(a, block[0], block[1])
        b0, b1 = _whole_words(b, block[2], block[3])
        if widened and (a0 <= widened[-1][1] or b0 <= widened[-1][3]):
            before = widened.pop()
            a0, b0, a1, b1 = before[0], before[2], max(a1, before[1]), max(b1, before[3])
        widened.append((a0, a1, b0, b1))
    return widened


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and "a" <= text[start - 1] <= "z":
        start -= 1
    while end < len(text) and "a" <= text[end] <= "z":
        end += 1
    return start, end
