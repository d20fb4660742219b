"""Finding: all words of a query, titles first or newest first, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.search import grams
from app.search.marking import extract, mark
from app.search.memory import View, postings_of, view_of
from app.search.models import SearchText
from app.search.postings import in_all
from app.search.rules import MOST_TYPED, PAGE, Cursor, Filters, Found, Hit, Order, SearchKind, Validity

DOC_NO, TITLE, TEXT = 0, 1, 2
_ROUNDS = 8
_MOST_KEYS = 120
_ROWS = select(SearchText).where(SearchText.id.in_(bindparam("wanted", expanding=True)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The keys that a text must have, tier by tier (the whole text last), and the phrases that must stand in it."""

    tiers: dict[int, list[int]]
    phrases: list[str]

    @property
    def needs_reading(self) -> bool:
        """Whether the keys alone do not tell: pairs may stand apart."""
        return any(len(phrase) > 2 for phrase in self.phrases)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A candidate. Sorted as the page shows them: by tier, then the newest first."""

    tier: int
    before: int
    behind: int

    @property
    def text_id(self) -> int:
        return -self.behind

    def cursor(self) -> Cursor:
        return Cursor(self.tier, -self.before, -self.behind)


async def find(
    db: AsyncSession,
    query: str,
    *,
    filters: Filters | None = None,
    order: Order = Order.BEST,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> Found:
    """A page of the texts that hold all words of the query (检索), with how many there are in all.

    A query without a letter finds all that the filters let through, the newest first.
    """
    filters = filters or Filters()
    wanted = _wanted(query[:MOST_TYPED], filters, order)
    view = await view_of(db)
    if not wanted.phrases and query.strip():
        return Found((), 0, True, None)
    matches, total = await _match(db, view, wanted)
    hits, last, is_over = [], after, False
    for _ in range(_ROUNDS):
        places = _next_places(view, matches, last, limit + 1 + 20 * wanted.needs_reading)
        hits += await _read(db, places, wanted)
        is_over = not places or len(places) < limit + 1
        if len(hits) > limit or is_over:
            break
        last = places[-1].cursor()
    shown = hits[:limit]
    more = shown[-1][0].cursor() if len(hits) > limit else (None if is_over else last)
    return Found(tuple(hit for _, hit in shown), total, not wanted.needs_reading, more)


def text_keys(query: str, filters: Filters) -> list[int]:
    """The keys that a text must have to be a hit, wherever the words stand in it."""
    return _wanted(query[:MOST_TYPED], filters, Order.NEWEST).tiers[TEXT]


def _wanted(query: str, filters: Filters, order: Order) -> Wanted:
    phrases = grams.phrases(query)
    facets = [grams.facet_key(facet) for facet in filters.facets()]
    in_text = [key for p in phrases for key in grams.phrase_keys(p, grams.PAIR)][:_MOST_KEYS]
    tiers = {TEXT: in_text + facets or [grams.facet_key("all")]}
    if order is Order.BEST and any(len(p) > 1 for p in phrases):
        tiers[TITLE] = [key for p in phrases for key in grams.phrase_keys(p, grams.TITLE_PAIR)][:_MOST_KEYS] + facets
        tiers[DOC_NO] = [grams.facet_key(grams.doc_facet(query)), *facets]
    return Wanted(dict(sorted(tiers.items())), phrases)


@dataclass(slots=True)
class Match:
    """What a segment (or the texts in none) has for one tier: places in its ids and days, the newest first."""

    tier: int
    texts: np.ndarray
    days: np.ndarray
    places: np.ndarray


async def _match(db: AsyncSession, view: View, wanted: Wanted) -> tuple[list[Match], int]:
    """All that has the keys, tier by tier; a text stands in its best tier only. And how many texts there are."""
    postings = await postings_of(db, view, [key for keys in wanted.tiers.values() for key in keys])
    matches, total = [], 0
    for segment in view.segments:
        taken = None
        for tier, keys in wanted.tiers.items():
            places = in_all([postings.get(key, {}).get(segment.stamp) for key in keys], len(segment.texts))
            places = segment.alive(places, view.gone)
            if tier == TEXT:
                total += len(places)
            if len(places) and taken is not None:
                places = places[~taken[places]]
            if len(places):
                matches.append(Match(tier, segment.texts, segment.days, places))
                if tier != TEXT:
                    taken = np.zeros(len(segment.texts), bool) if taken is None else taken
                    taken[places] = True
    fresh = sorted(view.fresh, key=lambda one: (-one.day, -one.text_id))
    left = {one.text_id for one in fresh}
    for tier, keys in wanted.tiers.items():
        sought = np.array(keys, dtype=np.int64)
        chosen = [one for one in fresh if one.has(sought)]
        total += len(chosen) if tier == TEXT else 0
        chosen = [one for one in chosen if one.text_id in left]
        left -= {one.text_id for one in chosen}
        if chosen:
            ids, days = [one.text_id for one in chosen], [one.day for one in chosen]
            matches.append(Match(tier, np.array(ids), np.array(days), np.arange(len(ids))))
    return matches, total


def _next_places(view: View, matches: Sequence[Match], after: Cursor | None, limit: int) -> list[Place]:
    """The next candidates behind the cursor, over all tiers."""
    found: list[Place] = []
    for tier in (DOC_NO, TITLE, TEXT):
        if after is not None and tier < after.tier:
            continue
        here: list[Place] = []
        for match in matches:
            if match.tier != tier:
                continue
            start = _start(match, after) if after is not None and tier == after.tier else 0
            places = match.places[start : start + limit]
            days, texts = match.days[places].tolist(), match.texts[places].tolist()
            here += [Place(tier, -day, -text_id) for day, text_id in zip(days, texts, strict=True)]
        found += sorted(here)[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def _start(match: Match, after: Cursor) -> int:
    """Where in a match the texts behind the cursor begin."""
    low = int(np.searchsorted(-match.days, -after.day, side="left"))
    high = int(np.searchsorted(-match.days, -after.day, side="right"))
    place = low + int(np.searchsorted(-match.texts[low:high], -after.text_id, side="right"))
    return int(np.searchsorted(match.places, place))


async def _read(db: AsyncSession, places: Sequence[Place], wanted: Wanted) -> list[tuple[Place, Hit]]:
    """The hits at these places, those left out in which a phrase does not stand as one."""
    if not places:
        return []
    rows = (await db.execute(_ROWS, {"wanted": [place.text_id for place in places]})).scalars().all()
    by_id = {row.id: row for row in rows}
    found = []
    for place in places:
        row = by_id.get(place.text_id)
        if row is None or (place.tier != DOC_NO and wanted.needs_reading and not _stands_in(row, wanted.phrases)):
            continue
        found.append((place, _hit(row, wanted.phrases)))
    return found


def _stands_in(row: SearchText, phrases: Sequence[str]) -> bool:
    _, everything = grams.searchable(row.title, row.body, row.doc_no)
    return all(phrase in everything for phrase in phrases if len(phrase) > 2)


def _hit(row: SearchText, phrases: Sequence[str]) -> Hit:
    return Hit(extract=extract(row.body, phrases), **described(row, phrases))


def described(row: SearchText, words: Sequence[str]) -> dict[str, Any]:
    """What every list says of a text."""
    return {
        "kind": SearchKind(row.kind),
        "ref": row.ref,
        "title": mark(row.title, words),
        "path": row.path,
        "dated_on": row.dated_on,
        "doc_no": row.doc_no,
        "validity": Validity(row.validity) if row.validity else None,
    }
