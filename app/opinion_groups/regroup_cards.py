"""What the template of a re-clustering gets: each change as a sentence, with its reasons."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.opinion_groups.cards import pieces
from app.opinion_groups.regroup_queries import Sample
from app.opinion_groups.regroup_rules import Effect, Plan, Verdict
from app.similarity.explain import explain
from app.similarity.wording import shared_words

_DIFFERENCES = 4

_SENTENCES = {
    Effect.MERGE: _("Group {number} joins group {other}"),
    Effect.SPLIT: _("Part of group {number} becomes a group of its own"),
    Effect.MOVE: _("Part of group {number} goes over to group {other}"),
}


def change_cards(plans: Sequence[Plan], samples: Mapping[int, Sample]) -> list[dict[str, Any]]:
    """Changes of one page."""
    return [_card(one, samples[one.change_id]) for one in plans]


def counts(plans: Sequence[Plan]) -> dict[str, int]:
    """How many changes there are, by what they do and by whether they need a question."""
    seen = [one for one in plans if one.verdict is not Verdict.UNSEEN]
    free = sum(one.verdict is Verdict.FREE for one in plans)
    return {
        "merges": sum(one.effect is Effect.MERGE for one in seen),
        "splits": sum(one.effect is Effect.SPLIT for one in seen),
        "moves": sum(one.effect is Effect.MOVE for one in seen),
        "free": free,
        "asked": sum(one.verdict is Verdict.ASK for one in plans),
        "blocked": sum(one.verdict is Verdict.BLOCKED for one in plans),
        "unseen": len(plans) - len(seen),
        "shown": len(seen),
    }


def _card(one: Plan, sample: Sample) -> dict[str, Any]:
    assert one.source is not None
    going = sample.going[0] if sample.going else ""
    return {
        "id": one.change_id,
        "effect": one.effect.value,
        "verdict": one.verdict.value,
        "what": gettext(
            _SENTENCES[one.effect], number=one.source.number, other=one.target.number if one.target else ""
        ),
        "comments": one.comments,
        "why": gettext(one.why, **one.params) if one.why else "",
        "source": _side(one.source.number, one.source.size, sample),
        "target": _side(one.target.number, one.target.size, sample) if one.target else None,
        "going": [pieces(text, sample.there or text) for text in sample.going],
        "staying": sample.staying if one.effect is not Effect.MERGE else "",
        "there": sample.there,
        "together": _reason(going, sample.there) if going and sample.there else None,
        "apart": _reason(going, sample.staying)
        if going and sample.staying and one.effect is not Effect.MERGE
        else None,
    }


def _side(number: int, size: int, sample: Sample) -> dict[str, Any]:
    return {"number": number, "size": size, "title": sample.names.get(number, "")}


def _reason(text: str, other: str) -> dict[str, Any]:
    found = explain(text, other)
    return {
        "score": round(found.score),
        "needed": round(found.needed),
        "is_same": found.is_same_text,
        "shared": shared_words(text, other, found.shared),
        "differences": [{"one": d.a, "other": d.b} for d in found.differences[:_DIFFERENCES] if d.a or d.b],
    }
