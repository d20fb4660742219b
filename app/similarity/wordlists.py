"""The lists behind the guards, read once from `data/guards.txt` and turned into patterns."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Names:
    """One guard's values: a pattern that finds any way to say one, and the name of each way."""

    pattern: re.Pattern[str]
    named: tuple[tuple[re.Pattern[str], str], ...]

    def name_of(self, said: str) -> str:
        """The value that a found piece of text stands for."""
        return next(name for way, name in self.named if way.fullmatch(said))

    def in_one_word(self, text: str) -> str:
        """The text with every way to say a value replaced by its name."""
        return self.pattern.sub(lambda match: self.name_of(match[0]), text)


def _sections() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (Path(__file__).parent / "data" / "guards.txt").read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].replace("_", "").isalpha():
            lines = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def _words(section: str) -> list[str]:
    return [word for line in _SECTIONS[section] for word in line.split(" ")]


def _any_of(ways: list[str]) -> str:
    """Alternatives, longer ones first."""
    return "|".join(sorted(ways, key=lambda way: (-len(way), way)))


def _names(section: str, suffix: str = "") -> Names:
    ways = [(way, line.split(" ")[0]) for line in _SECTIONS[section] for way in line.split(" ")]
    ways.sort(key=lambda one: (-len(one[0]), one[0]))
    pattern = re.compile(f"(?:{'|'.join(way for way, _ in ways)}){suffix}")
    return Names(pattern, tuple((re.compile(way + suffix), name) for way, name in ways))


_SECTIONS = _sections()

INSURANCES, SCHEMES, FIELDS = _names("insurance"), _names("scheme"), _names("field")
FACETS, ASPECTS = _names("facet"), _names("aspect")
SYNONYMS = _names("synonym")
NEVER_PUBLIC = _names("never_public")
PROVINCES, DISTRICTS = _names("province"), _names("district")
CITIES = Names(
    re.compile(f"({_any_of(_words('city'))})(?:市|地区|自治州|州|盟)?"),
    tuple((re.compile(f"{city}(?:市|地区|自治州|州|盟)?"), city.removesuffix("市")) for city in _words("city")),
)
LISTED_PLACES = frozenset(
    way for section in ("province", "city", "district") for way in _words(section) if len(way) in (2, 3)
)
"""Provinces, cities and districts by the names that people say."""
INSURANCE_STOP = frozenset(_words("insurance_stop"))
PLACE_STOP = {kind: frozenset(stops) for kind, *stops in (line.split(" ") for line in _SECTIONS["place_stop"])}
PERSONAL = re.compile("|".join(_SECTIONS["personal"]))
CUTS = re.compile(f".*(?:{_any_of(_words('cut'))})")
BOILERPLATE = re.compile(_any_of(_words("boilerplate")))
