"""Forms of replies."""

from typing import Annotated
from uuid import UUID

import msgspec

from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _
from app.replies.facts import FACTS, MOST_WORDS, ReplyContent
from app.replies.rules import Basis, ReplyKind

Line = Annotated[str, Meta(max_length=300)]
Words = Annotated[str, Meta(max_length=MOST_WORDS)]


class KindForm(Form, frozen=True):
    """Which reply it will be: its own form comes next."""

    kind: Annotated[ReplyKind, Meta(extra={"missing": _("Please choose a kind of reply.")})]


class DraftForm(Form, frozen=True):
    """What a reply says. Each kind asks for some of these fields only (`facts.FACTS`)."""

    kind: ReplyKind
    bases: Annotated[list[Basis], Meta(max_length=7)] = msgspec.field(default_factory=list)
    is_override: bool = False
    body: Annotated[str, Meta(max_length=20_000)] = ""
    is_rough: bool = False
    """Kept as it is, complete or not."""
    reasons: Words = ""
    way: Line = ""
    url: Line = ""
    index_no: Line = ""
    obtain_how: Words = ""
    obtain_when: Line = ""
    given: Words = ""
    withheld: Words = ""
    law: Line = ""
    where: Words = ""
    search_where: Words = ""
    search_how: Words = ""
    agency_name: Line = ""
    agency_contact: Line = ""
    is_agency_unknown: bool = False
    earlier_no: Line = ""
    earlier_on: Line = ""
    notice_no: Line = ""
    notice_on: Line = ""
    answer_by: Line = ""
    unclear: Words = ""
    channel: Line = ""
    publication: Line = ""
    withdrawn_on: Line = ""
    decision: Words = ""
    note: Words = ""

    def content(self, files: tuple[str, ...] = ()) -> ReplyContent:
        """What belongs to this kind; what was typed for another is left out."""
        facts = {one.name: getattr(self, one.name) for one in FACTS[self.kind]}
        said = {name: "1" if value is True else value or "" for name, value in facts.items()}
        return ReplyContent(self.kind, said, self.bases, self.body, files, self.is_override)


class ReviewForm(Form, frozen=True):
    """A reviewer's decision on what the page showed."""

    seen: Annotated[str, Meta(max_length=64)] = ""
    comment: Annotated[str, Meta(max_length=2_000)] = ""
    for_person: UUID | None = None
    deputy_reason: Annotated[str, Meta(max_length=300)] = ""


class FileForm(Form, frozen=True):
    """A file that goes with the reply."""

    title: Annotated[str, Meta(max_length=100)] = ""


class OriginalForm(Form, frozen=True):
    """The paper of which something is taken out: a file, or its words."""

    title: Annotated[str, Meta(min_length=2, max_length=100, extra={"missing": _("Give the paper a title.")})]
    text: Annotated[str, Meta(max_length=60_000)] = ""


class MarksForm(Form, frozen=True):
    """The marked text, and words to be withheld wherever they stand."""

    title: Annotated[str, Meta(min_length=2, max_length=100, extra={"missing": _("Give the paper a title.")})]
    marked: Annotated[str, Meta(max_length=70_000, extra={"missing": _("There is no text.")})]
    words: Annotated[str, Meta(max_length=2_000)] = ""
    make: bool = False
