"""Clauses of long texts as numbers: which paragraphs two messages share, whatever else they say (相同段落).

A letter that carries a campaign's paragraph among much of its own shares few of the sixteen grams of a sketch, but
it shares whole clauses. So long exemplars have the hash of each clause in SQL (`models.SimilarClause`). 32 bits are
enough: what is found by a hash is compared by its words before anything rests on it. Pure.

They show which paragraphs are shared; they bring up no candidates when a text is placed. Measured (version 1 of the
weights, 100,000 texts of tests/bench with 15,245 long exemplars, 600 invented letters among them, 300 texts a row;
texts for which the sketch finds nothing are compared with the three exemplars that share most characters in clauses):

| | joined by sketch | and by any clause | and by clauses that <= 200 have, >= half the shorter text |
|---|---|---|---|
| three quarters of a letter and four times as much of one's own | 34 right | 286 | 218 |
| the same, twice as much | 132 | 278 | 271 |
| half of a letter and half as much | 220 | 290 | 285 |
| two to four clauses in a text of one's own | 0 | 0 to 1 (scores stay below 65) | the same |
| 10,697 later long texts of these | 9,116 right, 63-70 wrong | 28 more right, **139 wrong** | 18 right, 2 wrong |
| 5,332 long ones of other campaigns | 312-320 wrong | **276 more wrong** | 6 more wrong |

So any shared clause costs precision, and the gate of the last column is worth having: about one millisecond for one
long text in seven. All that is wrong, by sketch and by clause, is in English, where 80 letters count as a long text
and join from 65; where 200 did, 7 instead of 25 of 2,260 were wrong and as many right.

It is not built because it must be the same wherever texts are placed (the copy, SQL, what one batch adds, `daylight
group`, a re-clustering, which would else take apart what clauses joined), and a dictionary of clauses takes some 200
MB a million texts: the copy needs them packed as `Index` packs grams (some 17 MB).
"""

from collections.abc import Sequence
from hashlib import blake2b

from app.similarity.score import LONG

MIN_CLAUSE = 6
"""Shorter clauses ("as said above") are shared by texts that have nothing to do with each other."""

MOST_CLAUSES = 64
"""Clauses of one text that are kept, the longest: a text of 8,000 characters has some 400."""


def clauses_of(key: str) -> list[str]:
    """The clauses of a key (see normalise.py) that can be shared, each once, in their order."""
    said = (clause.strip().lower() for clause in key.split("\n"))
    return list(dict.fromkeys(clause for clause in said if len(clause) >= MIN_CLAUSE))


def clause_hash(clause: str) -> int:
    """Signed 32-bit number of a clause; with a million texts about one in a thousand look-ups meets a stranger."""
    return int.from_bytes(blake2b(clause.encode(), digest_size=4).digest(), "big", signed=True)


def clause_hashes(key: str) -> dict[int, int]:
    """Length of each clause by its hash, of a text long enough to have paragraphs; empty for others."""
    if len(key) - key.count("\n") < LONG:
        return {}
    longest = sorted(clauses_of(key), key=len, reverse=True)[:MOST_CLAUSES]
    return {clause_hash(clause): len(clause) for clause in longest}


def shared_clauses(key: str, others: Sequence[str]) -> dict[str, int]:
    """Clauses of a key that other keys have too, in their order, each with the number of those that have it."""
    there = [set(clauses_of(other)) for other in others]
    counted = {clause: sum(clause in one for one in there) for clause in clauses_of(key)}
    return {clause: n for clause, n in counted.items() if n}
