"""Annexes behind the signature (附件、附表): found by their headings, kept as lines, never clauses."""

import re
from collections.abc import Sequence

from app.drafts.frame import is_date, is_office_name
from app.drafts.rules import Annex

_GAP = r"[ \t\u3000\xa0]*"
_NUMBER = r"[0-9０-９一二三四五六七八九十]{1,3}"
_ALONE = re.compile(rf"附{_GAP}[件录表图]{_GAP}(?:{_NUMBER})?{_GAP}[：:]?")
_NUMBERED = re.compile(rf"附{_GAP}[件录表图]{_GAP}{_NUMBER}(?:{_GAP}[：:.．、]|[ \t\u3000\xa0]).*")
_UNNUMBERED = re.compile(rf"附{_GAP}[件录表图]{_GAP}[：:]{_GAP}(?!{_NUMBER}{_GAP}[.．、]).+")
_ENTRY = re.compile(rf"{_NUMBER}{_GAP}[.．、].*")


def split_annexes(tail: Sequence[str]) -> tuple[tuple[str, ...], tuple[Annex, ...]]:
    """The signature, and the annexes behind it.

    "附件：1. 某某表" under the last clause only lists what comes (GB/T 9704, 附件说明): it stays with the signature.
    """
    heads: list[int] = []
    for place, line in enumerate(tail):
        if _ALONE.fullmatch(line) or _NUMBERED.fullmatch(line):
            is_head = bool(heads) or _has_content(tail, place)
        else:
            is_head = _UNNUMBERED.fullmatch(line) is not None and _has_content(tail, place)
        if is_head:
            heads.append(place)
    if not heads:
        return tuple(tail), ()
    ends = [*heads[1:], len(tail)]
    annexes = tuple(Annex(tail[head], tuple(tail[head + 1 : end])) for head, end in zip(heads, ends, strict=True))
    return tuple(tail[: heads[0]]), annexes


def _has_content(tail: Sequence[str], place: int) -> bool:
    """Whether an annex follows here, and not the next entry of a list, the office or its date."""
    following = tail[place + 1 : place + 4]
    if not following or any(pattern.fullmatch(following[0]) for pattern in (_ALONE, _NUMBERED, _UNNUMBERED)):
        return False
    if any(is_date(line) for line in following) and not _ALONE.fullmatch(tail[place]):
        return False
    if is_date(following[0]) or is_office_name(following[0]):
        return False
    return _ALONE.fullmatch(tail[place]) is not None or _ENTRY.fullmatch(following[0]) is None
