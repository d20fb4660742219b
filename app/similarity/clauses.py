"""Clauses of long texts as numbers: which paragraphs two messages share, whatever else they say (相同段落).

A letter that carries a campaign's paragraph among much of its own shares few of the sixteen grams of a sketch, but
it shares whole clauses. So long exemplars have the hash of each clause in SQL (`models.SimilarClause`). 32 bits are
enough: what is found by a hash is compared by its words before anything rests on it. Pure.
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
