"""Invented campaigns for the grouping benchmark, an independent judge: it shares no word list with the engine.

Every text is a variant of a base that is used once, and carries the number of its base. Bases are composed of place
names, things, complaints, questions, requests for documents and opinions on drafts; two short ones that share several
of their words are compared and come closer than `APART` only as a *trap*: the same words about another place, year,
number, name, document or with the opposite stance, which is a campaign of its own. Variants:
campaign_edits.py.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from tests.bench.campaign_edits import Editor
from tests.bench.campaign_english import ENGLISH
from tests.bench.campaign_words import CHINESE, FILL, Base, Frame, other_entity

APART = 55.0
"""Short Chinese bases of one campaign each have a ratio below it (English ones, that share an alphabet, below 70)."""
APART_ENGLISH = 70.0
TRAP_BELOW = 60
ENGLISH_SHARE = 0.2
_SENTENCES = (1,) * 40 + (2,) * 22 + (3,) * 12 + (4, 5, 6) * 4 + (8, 10, 13) * 3 + (18, 24)
_LARGEST = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """One comment and the number of its campaign."""

    words: str
    campaign: int


@dataclass(slots=True)
class _Known:
    """Short bases by each pair of their words."""

    by_pair: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def admits(self, base: Base, apart: float) -> bool:
        """Whether no earlier base is nearer than `apart`; if so it is one of them."""
        words = sorted(set(base.words))
        pairs = [(a, b) for n, a in enumerate(words) for b in words[n + 1 :]] or [(words[0], "")]
        for pair in pairs:
            if (others := self.by_pair.get(pair)) and process.extractOne(
                base.text, others, scorer=fuzz.ratio, score_cutoff=apart
            ):
                return False
        for pair in pairs:
            self.by_pair[pair].append(base.text)
        return True


def make_bases(r: random.Random) -> Iterator[Base]:
    """Bases without end, far from each other."""
    known = _Known()
    while True:
        base = make_base(r)
        apart, compared = (APART_ENGLISH, 4 * TRAP_BELOW) if base.is_english else (APART, 2 * TRAP_BELOW)
        if len(base.text) >= compared or known.admits(base, apart):
            yield base


def make_base(r: random.Random, sentences: int = 0, is_english: bool | None = None) -> Base:
    """One base of so many sentences, or of as many as chance gives."""
    is_english = r.random() < ENGLISH_SHARE if is_english is None else is_english
    heads, bodies = ENGLISH if is_english else CHINESE
    count = sentences or r.choice(_SENTENCES)
    frame = r.choice(heads)
    base = Base("", ["".join(p for p in frame if len(p) == 1)], [], is_english)
    _say(r, base, frame)
    for _ in range(count - 1):
        _say(r, base, r.choice(bodies if r.random() < 0.8 else heads))
    return base


def _say(r: random.Random, base: Base, frame: Frame) -> None:
    parts = []
    for part in frame:
        if len(part) != 1 or part not in FILL:
            parts.append(part)
            continue
        word, kind = FILL[part](r)
        parts.append(word)
        if kind:
            base.entities.append((kind, word))
        base.words.append(word)
    base.text += "".join(parts)


def make_trap(r: random.Random, base: Base) -> tuple[str, Base] | None:
    """(kind, base): the same words about another place, year, number, name, document, or with another stance."""
    if len(base.text) >= (2 * TRAP_BELOW if base.is_english else TRAP_BELOW) or not base.entities:
        return None
    kind, old = r.choice(base.entities)
    new = other_entity(r, kind, old)
    entities = [(k, new if e == old else e) for k, e in base.entities]
    text = re.sub(rf"(?<!\d){re.escape(old)}(?!\d)", lambda _: new, base.text)
    return kind, Base(text, base.words, entities, base.is_english)


def make_campaigns(count: int, seed: int) -> list[Said]:
    """`count` comments in random order: singles and campaigns of Zipf sizes, traps beside a third of the short ones."""
    r = random.Random(seed)
    edit: Callable[[Base], str] = Editor(r, make_base).variant
    largest = min(_LARGEST, max(count // 20, 10))
    said: list[Said] = []
    campaign = 0
    for base in make_bases(r):
        trap = make_trap(r, base) if r.random() < 0.35 else None
        for one in (base, trap[1]) if trap else (base,):
            size = 1 if r.random() < 0.45 else min(int(r.paretovariate(0.95)) + 1, largest)
            said.append(Said(one.text, campaign))
            said += [Said(edit(one), campaign) for _ in range(size - 1)]
            campaign += 1
        if len(said) >= count:
            break
    del said[count:]
    r.shuffle(said)
    return said
