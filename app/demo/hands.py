"""How people type (笔迹): each person has habits, so that the same demand never looks copied by a machine."""

import re
import tomllib
from dataclasses import dataclass
from random import Random

from app.demo.consultations import TEXTS

_TYPING = tomllib.loads((TEXTS / "typing.toml").read_text("utf-8"))
_DIGITS, _WORDS, _SLIPS, _TRADITIONAL_WORDS = (
    tuple((plain, other) for plain, _, other in (pair.partition("/") for pair in _TYPING[table].split()))
    for table in ("digits", "words", "slips", "traditional_words")
)
_TO_TRADITIONAL = str.maketrans(_TYPING["simplified"], _TYPING["traditional"])
_EITHER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Hand:
    """One person's habits of typing."""

    digits: bool  # 15天 for 十五天
    halfwidth: bool  # , for ，
    gaps: bool  # a space for a comma
    bare_end: bool  # no full stop at the end
    loud: bool  # exclamation marks
    careless: bool  # slips of the keyboard
    traditional: bool

    @classmethod
    def of(cls, rng: Random) -> "Hand":
        return cls(
            digits=rng.random() < 0.3,
            halfwidth=rng.random() < 0.1,
            gaps=rng.random() < 0.05,
            bare_end=rng.random() < 0.3,
            loud=rng.random() < 0.07,
            careless=rng.random() < 0.13,
            traditional=rng.random() < 0.015,
        )

    def write(self, text: str, rng: Random) -> str:
        """The text as this person types it. English and traditional texts keep their words."""
        if text.isascii():
            return text.rstrip(".") if self.bare_end else text
        if self.digits:
            text = _replace(text, _DIGITS, 1.0, rng)
        text = _replace(text, _WORDS, 0.3, rng)
        if self.careless:
            text = _slip(text, rng)
        if self.traditional:
            text = to_traditional(text)
        return self._punctuate(text, rng)

    def _punctuate(self, text: str, rng: Random) -> str:
        if self.loud and text.endswith("。"):
            text = text[:-1] + rng.choice(("！", "！！", "！！！"))
        if self.gaps and text.count("，") < 4:
            text = text.replace("，", " ")
        if self.halfwidth:
            text = text.replace("，", ",").replace("？", "?").replace("！", "!")
        return text[:-1] if self.bare_end and text.endswith("。") else text


def to_traditional(text: str) -> str:
    """Traditional script (繁体): good enough for the words used here, no general converter."""
    for simplified, traditional in _TRADITIONAL_WORDS:
        text = text.replace(simplified, traditional)
    return text.translate(_TO_TRADITIONAL)


def spin(text: str, rng: Random) -> str:
    """Chooses one word of each `{a|b}`, from the inside out."""
    while (chosen := _EITHER.sub(lambda found: rng.choice(found[1].split("|")), text)) != text:
        text = chosen
    return text


def _replace(text: str, table: tuple[tuple[str, str], ...], chance: float, rng: Random) -> str:
    for plain, other in table:
        if plain in text and rng.random() < chance:
            text = text.replace(plain, other, 1)
    return text


def _slip(text: str, rng: Random) -> str:
    usable = [pair for pair in _SLIPS if pair[0] in text]
    if usable:
        right, wrong = rng.choice(usable)
        return text.replace(right, wrong, 1)
    inside = [m.start() for m in re.finditer(r"(?<=[一-鿿])[的了](?=[一-鿿])", text)]
    if inside:  # nothing to misspell: swallow a particle
        at = rng.choice(inside)
        return text[:at] + text[at + 1 :]
    return text
