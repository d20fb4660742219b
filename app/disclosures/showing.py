"""What the pages of the catalogue show, in the visitor's words."""

from collections.abc import Mapping
from typing import Any

from app.disclosures.facets import FACETS, Cube, Filters
from app.disclosures.index_numbers import path_of
from app.disclosures.labels import (
    BASIS_LABELS,
    FIVE_LABELS,
    GENRE_LABELS,
    METHOD_LABELS,
    SOURCE_LABELS,
    VALIDITY_CHIPS,
    VALIDITY_LABELS,
)
from app.disclosures.models import Disclosure
from app.disclosures.rules import Content, Genre, Validity
from app.disclosures.topics import RULES_TOPIC, TOPICS, path_labels
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import query_string, show_date

CATALOGUE = "/catalogue"
FACET_LABELS: Mapping[str, str] = {
    "topic": _("Topic"),
    "year": _("Year of publication"),
    "genre": _("Kind of document"),
    "validity": _("Validity"),
    "five_openness": _("Five kinds of openness"),
    "source": _("Where it came from"),
}
VALUE_LABELS: Mapping[str, Mapping[Any, str]] = {
    "topic": TOPICS,
    "genre": GENRE_LABELS,
    "validity": VALIDITY_LABELS,
    "five_openness": FIVE_LABELS,
    "source": SOURCE_LABELS,
}


def read_filters(typed: Mapping[str, str]) -> Filters:
    """What the address asks for; values that do not exist find nothing."""
    return Filters(**{name: typed.get(name, "")[:20] for name in FACETS})


def value_label(name: str, value: str) -> str:
    return gettext(VALUE_LABELS[name][value]) if value in VALUE_LABELS.get(name, {}) else value


def address(filters: Filters, **more: str) -> str:
    query = query_string({**filters.chosen, **more})
    return f"{CATALOGUE}?{query}" if query else CATALOGUE


def facets(cube: Cube, filters: Filters) -> list[dict[str, Any]]:
    """One list of links a facet, with how many entries each would show."""
    return [
        {"name": name, "label": gettext(label), "values": _values(cube, filters, name)}
        for name, label in FACET_LABELS.items()
    ]


def _values(cube: Cube, filters: Filters, name: str) -> list[dict[str, Any]]:
    chosen, counts = getattr(filters, name), cube.count(filters, name)
    values = sorted(counts, reverse=name == "year") if name in ("topic", "year") else list(VALUE_LABELS[name])
    return [
        {
            "text": value_label(name, value),
            "n": counts.get(value, 0),
            "href": address(filters.without(name) if value == chosen else filters.having(name, value)),
            "is_chosen": value == chosen,
            "is_under": name == "topic" and "-" in value,
        }
        for value in values
        if counts.get(value) or value == chosen
    ]


def chosen(filters: Filters) -> list[dict[str, str]]:
    """What is filtered by, each with the address without it."""
    return [
        {"label": gettext(FACET_LABELS[name]), "text": value_label(name, value), "href": address(filters.without(name))}
        for name, value in filters.chosen.items()
    ]


def card(row: Mapping[str, Any]) -> dict[str, Any]:
    """An entry in a list."""
    return {
        "title": row["title"],
        "href": path_of(row["index_no"]),
        "index_no": row["index_no"],
        "doc_no": row["doc_no"],
        "issuer": row["issuer"],
        "made_on": row["made_on"],
        "published_at": row["published_at"],
        "abstract": row["abstract"],
        "topic": gettext(path_labels(row["topic"])[-1]) if row["topic"] in TOPICS else "",
        "genre": value_label("genre", row["genre"]),
        "is_converted": row["source"] == "converted",
        **validity_chip(row["validity"]),
    }


def validity_chip(validity: str) -> dict[str, Any]:
    known = Validity(validity)
    return {
        "validity": validity,
        "validity_label": gettext(VALIDITY_LABELS[known]),
        "validity_chip": VALIDITY_CHIPS[known],
    }


def metadata(entry: Disclosure, content: Content, published_at: Any) -> list[dict[str, str]]:
    """The table of an entry in the order of official catalogues; what is empty is left out."""
    rows = [
        (_("Index number"), entry.index_no or ""),
        (_("Topic path"), "\\".join(gettext(label) for label in path_labels(content.topic))),
        (_("Issued by"), content.issuer),
        (_("Made on"), show_date(content.made_on)),
        (_("Title"), content.title),
        (_("Number of the document"), content.doc_no),
        (_("Published on"), show_date(published_at)),
        (_("Keywords"), "　".join(content.keywords)),
        (_("Way of disclosure"), gettext(METHOD_LABELS[content.disclosure_method])),
        (_("Term of disclosure"), content.term),
        (_("Validity"), gettext(VALIDITY_LABELS[Validity(entry.validity)])),
        (_("No longer valid from"), show_date(entry.repealed_on)),
        (_("Abstract"), content.abstract),
        (_("Five kinds of openness"), gettext(FIVE_LABELS[content.five_openness])),
        (_("Kind of document"), gettext(GENRE_LABELS[content.genre])),
        (_("Basis of disclosure"), gettext(BASIS_LABELS[content.proactive_basis])),
        (_("Where it came from"), value_label("source", entry.source)),
        (_("Note on the source"), content.source_note),
    ]
    return [{"term": gettext(term), "text": text} for term, text in rows if text]


def columns(cube: Cube, *, has_guide: bool) -> list[dict[str, str]]:
    """The columns of the platform (国办公开办函〔2019〕61号) that exist here."""
    topics, genres = cube.count(Filters(), "topic"), cube.count(Filters(), "genre")
    rows = [
        (has_guide, "/guide", _("Guide to disclosure")),
        (RULES_TOPIC in topics, f"{CATALOGUE}?topic={RULES_TOPIC}", _("Rules on disclosure")),
        (True, CATALOGUE, _("What must be disclosed")),
        (True, "/requests/guide", _("Information on request")),
        (True, "/converted", _("Published because you asked")),
        (Genre.ANNUAL_REPORT in genres, f"{CATALOGUE}?genre={Genre.ANNUAL_REPORT}", _("Annual reports on disclosure")),
    ]
    return [{"href": href, "text": gettext(text)} for exists, href, text in rows if exists]
