"""What looks like personal data in a version: found in every field that people will read. Pure, but for the hash."""

from dataclasses import dataclass

from app.disclosures.rules import Content
from app.lib.crypto import keyed_hash
from app.lib.i18n import gettext_noop as _
from app.lib.personal_data import scan

AROUND = 24
FIELDS = {"title": _("Title"), "abstract": _("Abstract"), "body": _("Text"), "source_note": _("Note on the source")}


@dataclass(frozen=True, slots=True)
class Place:
    """One place, with a little of what stands around it. `mark` names kind and words without showing them."""

    field: str
    kind: str
    before: str
    found: str
    after: str
    mark: str


def find_places(content: Content) -> list[Place]:
    """Every place to be looked at (待核个人信息), in the order of the fields; the same words once a field."""
    places: dict[tuple[str, str], Place] = {}
    for field in FIELDS:
        text = str(getattr(content, field))
        for one in scan(text):
            found = text[one.start : one.end]
            mark = keyed_hash("disclosure finding", f"{one.kind}|{found}")
            before = text[max(0, one.start - AROUND) : one.start]
            place = Place(field, str(one.kind), before, found, text[one.end : one.end + AROUND], mark)
            places.setdefault((field, mark), place)
    return list(places.values())
