"""Two texts beside each other: why they are together, or what keeps them apart, for the eye of a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.similarity.explain import Explanation, explain, explain_matter
from app.similarity.facts import Guard as Fact
from app.similarity.guard import Guard
from app.similarity.matters import Told
from app.similarity.reasons import matter_lines, pieces
from app.similarity.wording import original_words, segments, shared_words

GUARD_LABELS: Mapping[Guard, str] = {
    Guard.NUMBER: _("Another number or year"),
    Guard.DIGIT: _("Another digit in a number"),
    Guard.PLACE: _("Another place"),
    Guard.NAME: _("Another name"),
    Guard.STANCE: _("The opposite opinion"),
    Guard.OPPOSITE: _("The opposite word"),
    Guard.MATTER: _("Another thing in the same place"),
}
FACT_LABELS: Mapping[Fact, str] = {
    Fact.DOCUMENT: _("Close, but another document"),
    Fact.PERIOD: _("Close, but another year or period"),
    Fact.PLACE: _("Close, but another place"),
    Fact.INSURANCE: _("Close, but another insurance or fund"),
    Fact.BATCH: _("Close, but another batch"),
}
_DIFFERENCES = 12


def compare(told: Sequence[Told], one: int, other: int) -> dict[str, Any]:
    """Everything that is known about a pair, as a page shows it; the other texts say which words are rare."""
    a, b = told[one], told[other]
    text, matter = explain(a.text, b.text), explain_matter(told, one, other)
    return {"text": _text_lines(text, a.text, b.text), "matter": matter_lines(matter, (a.text, b.text), FACT_LABELS)}


def _text_lines(found: Explanation, a: str, b: str) -> dict[str, Any]:
    """Tier 1: the same text or campaign."""
    spans = [
        {"one": original_words(d.a, a), "other": original_words(d.b, b), "guard": gettext(GUARD_LABELS[d.guard])}
        for d in found.differences
        if d.guard is not None and (d.a or d.b)
    ]
    return {
        "is_same_text": found.is_same_text,
        "is_together": found.score >= found.needed,
        "score": round(found.score),
        "ratio": round(found.ratio),
        "needed": round(found.needed),
        "guards": spans[:_DIFFERENCES],
        "shared": shared_words(a, b, found.shared),
        "pieces": [pieces(segments(a, b)), pieces(segments(b, a))],
    }
