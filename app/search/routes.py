"""The page `/search`."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, get

from app.allowances.gate import Gate
from app.allowances.rules import SEARCH
from app.lib.db import Database
from app.lib.pages import render
from app.lib.web import client_network
from app.search import showing
from app.search.counting import count_facets
from app.search.forms import Asked
from app.search.offering import offer
from app.search.queries import find
from app.search.rules import MOST_TYPED, MOST_WORDS, Found, Offer, Order


@get("/search", name="search.index")
async def index(request: Request[Any, Any, Any], database: Database, gate: Gate, now: datetime) -> Response[bytes]:
    """All that is public and holds the words; where nothing does, what comes near."""
    asked = Asked(request.query_params)
    if asked.query or asked.filters.facets():
        gate.look_up(SEARCH, client_network(request), now=now)
    found, near = Found((), 0, True, None), list[Offer]()
    counts: dict[str, dict[str, int]] = {}
    async with database.read() as db:
        if asked.query or asked.filters.facets():
            if len(asked.query) <= MOST_WORDS:
                found = await find(db, asked.query, filters=asked.filters, order=asked.order, after=asked.after)
            if found.total:
                counts = await count_facets(db, asked.query, asked.filters)
            elif asked.query:
                near = await offer(db, asked.query, limit=10)
    page = render(request, "search/index.html", block="found", **_context(asked, found, near, counts))
    page.headers["X-Robots-Tag"] = "noindex"
    return page


def _context(asked: Asked, found: Found, near: list[Offer], counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    return {
        "query": asked.query,
        "is_asked": bool(asked.query or asked.filters.facets()),
        "max_chars": MOST_TYPED,
        "kept": showing.kinds(asked),
        "hits": [showing.card(hit) for hit in found.hits],
        "near": [showing.card(one) for one in near],
        "total": found.total,
        "is_exact": found.is_exact,
        "is_first": asked.after is None,
        "facets": showing.facets(asked, counts),
        "chosen": showing.chosen(asked),
        "orders": [
            {"text": order.value, "href": showing.address(asked, order=value), "is_current": asked.order is order}
            for order, value in ((Order.BEST, ""), (Order.NEWEST, Order.NEWEST.value))
        ],
        "first": showing.address(asked),
        "all": showing.address(asked, kind="", year="", validity="", agency=""),
        "more": showing.address(asked, after=found.after) if found.after else "",
    }


public = Router(path="/", route_handlers=[index])
