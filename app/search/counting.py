"""How many hits there are of each kind, year and validity: what the filters beside a list of hits say."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from app.search import grams
from app.search.memory import View, postings_of, view_of
from app.search.postings import MOST_LISTED, Posting, in_all
from app.search.queries import text_keys
from app.search.rules import Filters, SearchKind, Validity

YEARS = 12
"""Years that are offered, the newest first."""


async def count_facets(db: AsyncSession, query: str, filters: Filters) -> dict[str, dict[str, int]]:
    """For each filter its values with the number of hits that choosing it would leave; those without any left out."""
    view = await view_of(db)
    values = {
        "kind": [kind.value for kind in SearchKind],
        "year": [str(year) for year in _years(view)],
        "validity": [one.value for one in Validity],
    }
    keys = {f"{name}:{value}": grams.facet_key(f"{name}:{value}") for name, many in values.items() for value in many}
    wanted = text_keys(query, filters)
    postings = await postings_of(db, view, [*wanted, *keys.values()])
    counts = dict.fromkeys(keys, 0)
    for segment in view.segments:
        size = len(segment.texts)
        places = in_all([postings.get(key, {}).get(segment.stamp) for key in wanted], size)
        places = segment.alive(places, view.gone)
        if not len(places):
            continue
        mask = np.zeros(size, dtype=bool)
        mask[places] = True
        bits = np.packbits(mask, bitorder="little")
        for name, key in keys.items():
            if (one := postings.get(key, {}).get(segment.stamp)) is not None:
                counts[name] += _common(one, mask, bits)
    for one in view.fresh:
        if one.has(np.array(wanted, dtype=np.int64)):
            for name, has in zip(keys, one.which(np.array(list(keys.values()), dtype=np.int64)), strict=True):
                counts[name] += int(has)
    return {name: {value: n for value in many if (n := counts[f"{name}:{value}"])} for name, many in values.items()}


def _years(view: View) -> Sequence[int]:
    days = [int(day) for segment in view.segments for day in (segment.days[0], segment.days[-1])]
    days += [one.day for one in view.fresh]
    if not days:
        return []
    newest, oldest = date.fromordinal(max(days)).year, date.fromordinal(min(days)).year
    return range(newest, max(oldest - 1, newest - YEARS), -1)


def _common(posting: Posting, mask: np.ndarray, bits: np.ndarray) -> int:
    if posting.count <= MOST_LISTED:
        return int(np.count_nonzero(mask[np.frombuffer(posting.places or b"", dtype="<u2")]))
    return int(np.bitwise_count(bits & np.frombuffer(posting.places or b"", dtype=np.uint8)).sum())
