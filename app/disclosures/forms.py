"""Forms of the desk of the catalogue."""

import re
from datetime import date
from typing import Annotated
from uuid import UUID

from app.disclosures.rules import (
    LONG_TERM,
    LONGEST_BODY,
    Content,
    DisclosureMethod,
    DisclosureSource,
    FiveOpenness,
    Genre,
    RelationKind,
    Validity,
)
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _

_CHOOSE = _("Please choose one.")
Reason = Annotated[
    str, Meta(min_length=2, max_length=2_000, extra={"missing": _("Please say why. The public will read this.")})
]


class EntryForm(Form, frozen=True, kw_only=True):
    """Everything a version says; `rules.check_content` looks at it together."""

    title: Annotated[str, Meta(min_length=2, max_length=300, extra={"missing": _("Please give the title.")})]
    doc_no: Annotated[str, Meta(max_length=40)] = ""
    issuer: Annotated[str, Meta(min_length=2, max_length=200, extra={"missing": _("Please say who issued it.")})]
    topic: Annotated[str, Meta(max_length=10, extra={"missing": _CHOOSE})]
    genre: Annotated[Genre, Meta(extra={"missing": _CHOOSE, "invalid": _CHOOSE})]
    five_openness: Annotated[
        FiveOpenness,
        Meta(
            extra={
                "missing": _("Please choose which of the five kinds of openness it belongs to."),
                "invalid": _CHOOSE,
            }
        ),
    ]
    proactive_basis: Annotated[str, Meta(max_length=5, extra={"missing": _CHOOSE})]
    made_on: Annotated[date, Meta(extra={"missing": _("Please give the day on which it was made.")})]
    keywords: Annotated[str, Meta(max_length=300)] = ""
    abstract: Annotated[str, Meta(max_length=1_000)] = ""
    body: Annotated[str, Meta(max_length=LONGEST_BODY)] = ""
    term: Annotated[str, Meta(max_length=60)] = LONG_TERM
    source: DisclosureSource = DisclosureSource.DIRECT
    source_note: Annotated[str, Meta(max_length=1_000)] = ""
    change_note: Annotated[str, Meta(max_length=1_000)] = ""

    def content(self) -> Content:
        words = [word for word in re.split(r"[\s,，、;；　]+", self.keywords) if word]
        is_asked = self.source == DisclosureSource.CONVERTED
        return Content(
            title=self.title,
            topic=self.topic,
            genre=self.genre,
            five_openness=self.five_openness,
            proactive_basis=self.proactive_basis,
            made_on=self.made_on,
            issuer=self.issuer,
            doc_no=self.doc_no,
            keywords=tuple(words),
            abstract=self.abstract,
            body=self.body,
            disclosure_method=DisclosureMethod.FROM_REQUEST if is_asked else DisclosureMethod.PROACTIVE,
            term=self.term,
            source_note=self.source_note,
        )


class SubmitForm(Form, frozen=True):
    """Files are not read by the scanner: a person says that he looked."""

    is_checked: bool = False


class ReturnForm(Form, frozen=True):
    note: Annotated[
        str, Meta(min_length=2, max_length=1_000, extra={"missing": _("Please say what is to be changed.")})
    ]


class ClearForm(Form, frozen=True):
    """Why a place that looks like personal data may stand."""

    mark: Annotated[str, Meta(max_length=64)]
    reason: Annotated[
        str, Meta(min_length=2, max_length=300, extra={"missing": _("Please say why it may be published.")})
    ]


class ValidityForm(Form, frozen=True):
    validity: Annotated[Validity, Meta(extra={"missing": _CHOOSE, "invalid": _CHOOSE})]
    repealed_on: date | None = None
    reason: Annotated[str, Meta(max_length=2_000)] = ""


class RelationForm(Form, frozen=True):
    """What this entry does to an earlier one."""

    kind: Annotated[RelationKind, Meta(extra={"missing": _CHOOSE, "invalid": _CHOOSE})]
    index_no: Annotated[
        str, Meta(min_length=2, max_length=40, extra={"missing": _("Please give the index number of the other entry.")})
    ]


class UnlinkForm(Form, frozen=True):
    earlier_id: UUID


class WithdrawForm(Form, frozen=True):
    reason: Reason


class FileForm(Form, frozen=True):
    file_id: UUID
