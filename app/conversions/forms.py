"""Forms of conversions."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from app.disclosures.rules import Content, DisclosureMethod, FiveOpenness, Genre
from app.lib.errors import FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _


class ContentForm(Form):
    """What is to be published."""

    title: Annotated[str, Meta(min_length=4, max_length=300)]
    topic: str
    genre: Genre
    five_openness: FiveOpenness
    proactive_basis: str
    made_on: date
    issuer: Annotated[str, Meta(min_length=2, max_length=100)]
    doc_no: Annotated[str, Meta(max_length=60)] = ""
    abstract: Annotated[str, Meta(max_length=1000)] = ""
    body: Annotated[str, Meta(max_length=100_000)] = ""
    files: list[str] = msgspec.field(default_factory=list)

    def content(self) -> Content:
        return Content(
            title=self.title.strip(),
            topic=self.topic,
            genre=self.genre,
            five_openness=self.five_openness,
            proactive_basis=self.proactive_basis,
            made_on=self.made_on,
            issuer=self.issuer.strip(),
            doc_no=self.doc_no.strip(),
            abstract=self.abstract.strip(),
            body=self.body.strip(),
            disclosure_method=DisclosureMethod.FROM_REQUEST,
        )

    def file_ids(self) -> list[UUID]:
        try:
            return [UUID(one) for one in self.files]
        except ValueError:
            raise FormInvalid.of("files", _("Please choose the files again.")) from None


class DigestForm(Form):
    """Clearing: of exactly the text that was shown."""

    digest: Annotated[str, Meta(max_length=64)] = ""


class SettleForm(Form):
    """Which approved replies go out; with `reason` the information stays unpublished."""

    replies: list[str] = msgspec.field(default_factory=list)
    reason: Annotated[str, Meta(max_length=1000)] = ""

    def request_ids(self) -> list[UUID]:
        try:
            return [UUID(one) for one in self.replies]
        except ValueError:
            raise FormInvalid.of("replies", _("Please choose the replies again.")) from None


class ReasonForm(Form):
    reason: Annotated[str, Meta(max_length=1000)] = ""
