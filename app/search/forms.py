"""What the address of the search page says. Reading it never fails: what makes no sense is as if it were not there."""

from collections.abc import Mapping
from uuid import UUID

from app.search.rules import MOST_TYPED, Cursor, Filters, Order, SearchKind, Validity, read_cursor


class Asked:
    """A query with its filters, order and page, as the address has them."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.query = typed.get("q", "")[:MOST_TYPED].strip()
        self.order = Order.NEWEST if typed.get("order") == Order.NEWEST else Order.BEST
        self.after: Cursor | None = read_cursor(typed.get("after", ""))
        year = typed.get("year", "")
        self.filters = Filters(
            kind=_one_of(SearchKind, typed.get("kind", "")),
            agency_id=_uuid(typed.get("agency", "")),
            year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
            validity=_one_of(Validity, typed.get("validity", "")),
        )

    def address(self, **changes: object) -> dict[str, str]:
        """The address of the same search with changes; the page is always the first unless told."""
        known: dict[str, object] = {
            "q": self.query,
            "kind": self.filters.kind,
            "agency": self.filters.agency_id or "",
            "year": self.filters.year or "",
            "validity": self.filters.validity,
            "order": self.order if self.order is Order.NEWEST else "",
        }
        return {name: str(value) for name, value in (known | changes).items() if value}


def _one_of(kinds: type[SearchKind] | type[Validity], typed: str) -> str:
    return typed if typed in {kind.value for kind in kinds} else ""


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
