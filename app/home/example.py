"""The worked example on the page about comments: four made-up texts, compared by the program itself as it runs."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from app.lib.i18n import gettext, in_locale
from app.lib.i18n import gettext_noop as _
from app.similarity.explain import explain

FIRST = _("15 days of grace are too short; please extend them to 30 days.")
OTHERS = (
    _("The grace of 15 days is too short, please extend it to 30 days."),
    _("15 days of grace are too short; please extend them to 60 days."),
    _("I always miss the date because my wages come late: could we have another fortnight?"),
)
_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+|.", re.DOTALL)
_SHORT = 3


@dataclass(frozen=True)
class Compared:
    """One text beside the first: `pieces` are (words, whether the first has them too)."""

    pieces: tuple[tuple[str, bool], ...]
    ratio: int
    """How much of the wording is alike, in per cent, before values are compared."""
    verdict: str
    """``together``; ``guarded``, where a value differs; ``apart``."""


@cache
def worked_example(locale: str) -> tuple[tuple[tuple[str, bool], ...], int, tuple[Compared, ...]]:
    """The first text with what the second has in common, the likeness from which texts join, and the others."""
    with in_locale(locale):
        first, *others = (gettext(one) for one in (FIRST, *OTHERS))
    found = [explain(first, other) for other in others]
    return (
        common(first, others[0]),
        round(found[0].needed),
        tuple(
            Compared(
                common(other, first),
                round(one.ratio),
                "together" if one.score >= one.needed else "guarded" if one.ratio >= one.needed else "apart",
            )
            for other, one in zip(others, found, strict=True)
        ),
    )


def common(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """A text cut where it changes between what the other has too and what it has not: words, or pairs of characters."""
    tokens, theirs = _TOKEN.findall(text), {token.lower() for token in _TOKEN.findall(other)}
    shared = [(len(token) >= _SHORT or token.isdigit()) and token.lower() in theirs for token in tokens]
    for n, (one, after) in enumerate(pairwise(tokens)):
        if _is_sign(one) and _is_sign(after) and one + after in other:
            shared[n] = shared[n + 1] = True
    for n in range(1, len(tokens) - 1):  # the blank between two such words
        shared[n] |= tokens[n] == " " and shared[n - 1] and shared[n + 1]
    cut = groupby(zip(tokens, shared, strict=True), key=lambda one: one[1])
    return tuple(("".join(token for token, _shared in run), is_shared) for is_shared, run in cut)


def _is_sign(token: str) -> bool:
    """A Chinese character, or a number beside one."""
    return token.isalnum() and (token.isdigit() or not token.isascii())
