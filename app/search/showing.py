"""Hits, offers and filters as the page shows them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.search.forms import Asked
from app.search.marking import marked
from app.search.rules import KIND_LABELS, VALIDITY_LABELS, Hit, Offer, Validity

VALIDITY_CHIPS = {Validity.VALID: "ok", Validity.AMENDED: "mid", Validity.REPEALED: "out", Validity.EXPIRED: "no"}
FACETS = (
    ("kind", _("Kind"), {kind.value: label for kind, label in KIND_LABELS.items()}),
    ("year", _("Year"), {}),
    ("validity", _("Validity"), {one.value: label for one, label in VALIDITY_LABELS.items()}),
)


def card(one: Hit | Offer) -> dict[str, Any]:
    """One entry of a list."""
    return {
        "kind": gettext(KIND_LABELS[one.kind]),
        "title": marked(one.title),
        "extract": marked(one.extract),
        "path": one.path,
        "dated_on": one.dated_on,
        "doc_no": one.doc_no,
        "validity": one.validity.value if one.validity else "",
        "validity_chip": VALIDITY_CHIPS[one.validity] if one.validity else "",
        "validity_label": gettext(VALIDITY_LABELS[one.validity]) if one.validity else "",
        "differs": [gettext(label) for label in one.differs] if isinstance(one, Offer) else [],
    }


def facets(asked: Asked, counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """The filters as links with numbers; following a chosen one takes it off again."""
    shown = []
    for name, label, labels in FACETS:
        chosen = asked.address().get(name, "")
        values = [
            {
                "text": gettext(labels[value]) if value in labels else value,
                "n": n,
                "href": address(asked, **{name: "" if value == chosen else value}),
                "is_chosen": value == chosen,
                "is_under": False,
            }
            for value, n in counts.get(name, {}).items()
        ]
        shown.append({"label": gettext(label), "values": values})
    return shown


def chosen(asked: Asked) -> list[dict[str, str]]:
    """The filters that are set, each with the address without it."""
    set_now = asked.address()
    return [
        {
            "label": gettext(label),
            "text": gettext(labels[set_now[name]]) if labels else set_now[name],
            "href": address(asked, **{name: ""}),
        }
        for name, label, labels in FACETS
        if name in set_now
    ]


def kinds(asked: Asked) -> list[tuple[str, str]]:
    """Hidden fields that keep the filters when another word is searched for."""
    return [(name, value) for name, value in asked.address().items() if name != "q"]


def address(asked: Asked, **changes: object) -> str:
    """The address of the same search with changes."""
    query = urlencode(asked.address(**changes))
    return f"/search?{query}" if query else "/search"
