"""The law of proactive disclosure: what an entry must say, who may let it out, and when it is late."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.accounts.rules import Actor, Role
from app.disclosures.topics import TOPICS
from app.lib.errors import FieldError, FormInvalid, Refused
from app.lib.i18n import gettext_noop as _
from app.lib.personal_data import scan
from app.workdays.rules import Calendar, Due, add_workdays

PUBLICATION_WORKDAYS = 20
"""「自该政府信息形成或者变更之日起20个工作日内及时公开」, 条例 art. 26."""
DOC_NO = re.compile(r"[\u4e00-\u9fa5]{2,12}〔\d{4}〕[1-9]\d{0,4}号")
"""发文字号, GB/T 9704-2012: hexagonal brackets, no leading zero, no 第."""
PROACTIVE_BASES = (*(f"20-{n}" for n in range(1, 16)), "21", "19")
"""公开依据: the item of 条例 art. 20, or art. 21, or 19."""
LONG_TERM = "长期公开"
LONGEST_BODY = 200_000


class EntryState(StrEnum):
    """States of an entry (目录条目状态)."""

    DRAFTING = "drafting"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class VersionState(StrEnum):
    """States of a version of an entry."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class Validity(StrEnum):
    """Validity (有效性)."""

    VALID = "valid"
    AMENDED = "amended"
    REPEALED = "repealed"
    EXPIRED = "expired"
    PENDING = "pending"


class DisclosureSource(StrEnum):
    """Where an entry came from (来源). `REASSESSED`: not public once, upgraded by a review (条例 art. 18)."""

    DIRECT = "direct"
    CONVERTED = "converted"
    CONSULTATION = "consultation"
    REASSESSED = "reassessed"


class FiveOpenness(StrEnum):
    """The five kinds of openness (五公开); every entry belongs to one."""

    DECISION = "decision"
    EXECUTION = "execution"
    MANAGEMENT = "management"
    SERVICE = "service"
    RESULT = "result"


class Genre(StrEnum):
    """Kinds of documents (体裁): those of 党政机关公文处理工作条例 art. 8 that a bureau publishes, and others."""

    MEASURES = "measures"
    DECISION = "decision"
    ANNOUNCEMENT = "announcement"
    PUBLIC_NOTICE = "public_notice"
    OPINION = "opinion"
    NOTICE = "notice"
    CIRCULAR = "circular"
    REPORT = "report"
    APPROVAL = "approval"
    LETTER = "letter"
    MINUTES = "minutes"
    PLAN = "plan"
    STATISTICS = "statistics"
    ACCOUNTS = "accounts"
    SERVICE_GUIDE = "service_guide"
    LIST = "list"
    ANNUAL_REPORT = "annual_report"
    OTHER = "other"


class DisclosureMethod(StrEnum):
    """Way of disclosure (公开方式)."""

    PROACTIVE = "proactive"
    FROM_REQUEST = "from_request"


class RelationKind(StrEnum):
    """What one entry does to another (关联): read from the later to the earlier."""

    AMENDS = "amends"
    REPEALS = "repeals"
    RELATES = "relates"


@dataclass(frozen=True, slots=True)
class Content:
    """What one version of an entry says (条目内容). `topic` is a code of `topics`; lists of words are tuples."""

    title: str
    topic: str
    genre: Genre
    five_openness: FiveOpenness
    proactive_basis: str
    made_on: date
    """成文日期: from it the 20 working days run."""
    issuer: str
    doc_no: str = ""
    keywords: tuple[str, ...] = ()
    abstract: str = ""
    body: str = ""
    disclosure_method: DisclosureMethod = DisclosureMethod.PROACTIVE
    term: str = LONG_TERM
    source_note: str = ""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be published at once (`services.publish_entry`).

    `origin` is ``noun:id`` of what it came from, such as ``conversion:UUID``. `is_cleared`: two people cleared what
    looks like personal data before (conversions); otherwise anything found is refused. Files are rows of `app.files`.
    """

    agency_id: UUID
    content: Content
    division_id: UUID | None = None
    validity: Validity = Validity.VALID
    file_ids: tuple[UUID, ...] = ()
    origin: str = ""
    is_cleared: bool = False


class FindingsOpen(Refused):
    """PIPL art. 25: nothing personal is published before a person has looked at each place."""

    code = "E_CONV_PII"
    message = _(
        "It contains personal data, trade secrets or rights of third parties; unless it is redacted or they agreed "
        "it must not be disclosed proactively."
    )


class NotDrafting(Refused):
    code = "E_DISC_STATE"
    message = _("This version was submitted or published already. Have it returned, or begin a new version.")


class NotSubmitted(Refused):
    code = "E_DISC_STATE"
    message = _("This version was not submitted, or it was returned meanwhile.")


class OwnSubmission(Refused):
    """Four eyes."""

    code = "E_DISC_OWN"
    message = _("You submitted or wrote this version yourself. Somebody else has to approve it.")


class OwnClearance(Refused):
    """Four eyes on what looks personal: one clears it, another approves."""

    code = "E_DISC_OWN"
    message = _("You cleared a place in this version yourself. Somebody else has to approve it.")


class NotPublic(Refused):
    code = "E_DISC_STATE"
    message = _("This is possible for published entries only.")


class VersionPending(Refused):
    code = "E_DISC_PENDING"
    message = _("A new version is being drafted already. Finish or discard it first.")


class NothingToRead(Refused):
    code = "E_DISC_EMPTY"
    message = _("There is neither a text nor a file. People must be able to read what is disclosed.")


class Withdrawn(Refused):
    """Gone, and the page says why."""

    status = 410
    code = "E_DISC_WITHDRAWN"
    message = _("This entry was withdrawn on {day}. Reason: {reason}")


def check_content(content: Content, *, today: date) -> None:
    """Raises FormInvalid with one sentence a field, for everything that is wrong at once."""
    errors = [FieldError(name, sentence) for name, sentence in _faults(content, today)]
    if errors:
        raise FormInvalid(errors)


def _faults(content: Content, today: date) -> Iterable[tuple[str, str]]:
    if not content.title:
        yield "title", _("Please give the title of the document.")
    if content.doc_no and not DOC_NO.fullmatch(content.doc_no):
        yield (
            "doc_no",
            _("Document numbers are written like 沪人社规〔2026〕3号: brackets 〔〕, no leading zero, no 第."),
        )
    if content.made_on > today:
        yield "made_on", _("The date of the document lies in the future.")
    if content.topic not in TOPICS:
        yield "topic", _("Please choose a topic.")
    if content.proactive_basis not in PROACTIVE_BASES:
        yield "proactive_basis", _("Please choose the item of the regulation that it is disclosed under.")
    if content.five_openness not in list(FiveOpenness):
        yield "five_openness", _("Please choose which of the five kinds of openness it belongs to.")
    if not content.issuer:
        yield "issuer", _("Please say who issued it.")
    if len(content.body) > LONGEST_BODY:
        yield "body", _("The text is too long. Please attach it as a file.")


def check_repeal(validity: Validity, repealed_on: date | None, reason: str, *, made_on: date, today: date) -> None:
    """Repealed and expired need a day and a reason, amended and pending a reason."""
    if validity == Validity.VALID:
        return
    errors = []
    if not reason:
        errors.append(FieldError("reason", _("Please say why. The public will read this.")))
    if validity in (Validity.REPEALED, Validity.EXPIRED):
        if repealed_on is None:
            errors.append(FieldError("repealed_on", _("Please give the day from which it is no longer valid.")))
        elif not made_on <= repealed_on <= today:
            errors.append(FieldError("repealed_on", _("That day lies before the document was made, or in the future.")))
    if errors:
        raise FormInvalid(errors)


def check_says_nothing_personal(field: str, text: str) -> None:
    """A short public note is written anew rather than cleared."""
    if scan(text):
        raise FormInvalid.of(field, _("This looks like personal data. Please write it without; the public reads it."))


def publication_due(calendar: Calendar, made_on: date) -> Due:
    """The last day on which it is published in time (条例 art. 26)."""
    return add_workdays(calendar, made_on, PUBLICATION_WORKDAYS)


def may_read(viewer: Actor) -> bool:
    """Who may see what is not public yet; which divisions' is asked in the query."""
    return bool(viewer.roles - {Role.SYSADMIN})


def may_edit(viewer: Actor, *, agency_id: UUID, division_id: UUID | None) -> bool:
    """Clerks of the own division, openness officers everywhere in the agency."""
    if viewer.agency_id != agency_id:
        return False
    own = division_id is not None and viewer.division_id == division_id
    return viewer.has(Role.OPENNESS_OFFICER) or (viewer.has(Role.DIVISION_CLERK) and own)


def may_approve(viewer: Actor, *, agency_id: UUID, division_id: UUID | None) -> bool:
    """Heads of the own division, the chief of the openness office everywhere."""
    if viewer.agency_id != agency_id:
        return False
    own = division_id is not None and viewer.division_id == division_id
    return viewer.has(Role.OPENNESS_CHIEF) or (viewer.has(Role.DIVISION_HEAD) and own)
