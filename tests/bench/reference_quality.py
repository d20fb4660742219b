"""How good a grouping is: B-cubed and pair measures."""

from collections import Counter
from collections.abc import Hashable, Sequence


def quality(gold: Sequence[Hashable], found: Sequence[Hashable]) -> dict[str, float]:
    """B-cubed and pair precision, recall and F."""
    true, given, both = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    b_p = sum(n * n / given[f] for (_, f), n in both.items()) / len(gold)
    b_r = sum(n * n / true[g] for (g, _), n in both.items()) / len(gold)
    pairs = [sum(n * (n - 1) / 2 for n in c.values()) for c in (both, given, true)]
    p_p, p_r = pairs[0] / max(pairs[1], 1), pairs[0] / max(pairs[2], 1)
    return {
        "B3 P": b_p,
        "B3 R": b_r,
        "B3 F": 2 * b_p * b_r / (b_p + b_r),
        "pair P": p_p,
        "pair R": p_r,
        "pair F": 2 * p_p * p_r / max(p_p + p_r, 1e-9),
    }


def topic_b3(gold: Sequence[str], found: Sequence[int]) -> float:
    """B-cubed F over the messages that have a topic; each other message in their groups counts as an error."""
    given = Counter(found)
    mine = [(g, f) for g, f in zip(gold, found, strict=True) if g]
    true, both = Counter(g for g, _ in mine), Counter(mine)
    p = sum(n * n / given[f] for (_, f), n in both.items()) / len(mine)
    r = sum(n * n / true[g] for (g, _), n in both.items()) / len(mine)
    return 2 * p * r / (p + r)
