"""What can be searched for: kinds, filters, order, limits, and the query as the searcher meant it. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.lib.i18n import gettext_noop as _
from app.similarity.facts import Guard

MOST_TYPED = 4_000
"""Characters of a query that are read; the rest of a longer one is left out."""
MOST_WORDS = 100
"""Characters up to which all words must be found; a longer query is a text, and alike texts answer it."""
MOST_BODY = 100_000
"""Characters of a body that are searched."""
PAGE = 20


class SearchKind(StrEnum):
    """What a text is: 主动公开的信息, 公开的答复, 公开征求意见."""

    DISCLOSURE = "disclosure"
    REPLY = "reply"
    CONSULTATION = "consultation"


KIND_LABELS = {
    SearchKind.DISCLOSURE: _("Public information"),
    SearchKind.REPLY: _("Published because people asked"),
    SearchKind.CONSULTATION: _("Consultation"),
}


class Validity(StrEnum):
    """Whether a document is in force (有效性). Empty for what has none."""

    VALID = "valid"
    AMENDED = "amended"
    REPEALED = "repealed"
    EXPIRED = "expired"


VALIDITY_LABELS = {
    Validity.VALID: _("In force"),
    Validity.AMENDED: _("In force, amended"),
    Validity.REPEALED: _("Repealed"),
    Validity.EXPIRED: _("Expired"),
}


OFFER_LABELS = {
    Guard.DOCUMENT: _("the document"),
    Guard.PERIOD: _("the year or period"),
    Guard.PLACE: _("the place"),
    Guard.INSURANCE: _("the insurance or fund"),
    Guard.SCHEME: _("the scheme"),
    Guard.FIELD: _("the branch of trade"),
    Guard.BATCH: _("the batch"),
    Guard.FACET: _("the kind of material"),
    Guard.ASPECT: _("the side of the matter"),
    Guard.PERSON: _("the person it is about"),
}
"""In what an offer that is close is certainly not the same (相近，但……不同)."""


class Order(StrEnum):
    """Titles first (标题优先), or simply by date (按日期)."""

    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the hits must be; None or empty: anything."""

    kind: str = ""
    agency_id: UUID | None = None
    year: int | None = None
    validity: str = ""

    def facets(self) -> list[str]:
        """The names under which the index keeps them."""
        wanted = [("kind", self.kind), ("agency", self.agency_id), ("year", self.year), ("validity", self.validity)]
        return [f"{name}:{value}" for name, value in wanted if value]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last hit of a page: the next page begins after it."""

    tier: int
    day: int
    text_id: int

    def __str__(self) -> str:
        return f"{self.tier}.{self.day}.{self.text_id}"


def read_cursor(typed: str) -> Cursor | None:
    """What an address says; None for anything that is no cursor."""
    parts = typed.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
        return None
    tier, day, text_id = map(int, parts)
    return Cursor(tier, day, text_id)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a title or text, and whether they are marked."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One text found, as the page shows it."""

    kind: SearchKind
    ref: str
    title: tuple[Piece, ...]
    extract: tuple[Piece, ...]
    path: str
    dated_on: date
    doc_no: str
    validity: Validity | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `total` counts all of them; where a phrase has three or more characters it may be too high."""

    hits: tuple[Hit, ...]
    total: int
    is_exact: bool
    after: Cursor | None
    """Where the next page begins; None on the last one."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A public text that may already answer what somebody is about to ask for."""

    kind: SearchKind
    ref: str
    title: tuple[Piece, ...]
    extract: tuple[Piece, ...]
    path: str
    dated_on: date
    doc_no: str
    validity: Validity | None
    score: int
    """0..100: how much of what was asked it holds."""
    differs: tuple[str, ...]
    """In what it is certainly another matter (year, place, document, fund ...); empty: it may be the same."""
