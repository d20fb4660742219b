"""Why two texts are one matter or not, as the pages of every room show it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.lib.i18n import gettext
from app.similarity.explain import MatterReason
from app.similarity.facts import Guard
from app.similarity.wording import marked_words


def matter_lines(found: MatterReason, texts: tuple[str, str], labels: Mapping[Guard, str]) -> dict[str, Any]:
    """Likeness, rare words, guards and both texts marked; `labels` say what a guard means in the room that asks."""
    words = [word for word, _ in found.words]
    return {
        "likeness": round(found.likeness),
        "needed": round(found.needed),
        "is_near": found.likeness >= found.needed,
        "words": [{"word": word, "share": share} for word, share in found.words],
        "guards": [{"label": gettext(labels[guard]), "one": one, "other": other} for guard, one, other in found.guards],
        "pieces": [pieces(marked_words(text, words)) for text in texts],
    }


def pieces(cut: Sequence[tuple[str, bool]]) -> list[dict[str, Any]]:
    """A text cut into marked and plain words, as templates take it."""
    return [{"text": words, "differs": is_marked} for words, is_marked in cut]
