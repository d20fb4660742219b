"""What each kind of reply must say (答复应当载明的事项), and whether a draft says it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.lib.errors import FieldError, FormInvalid
from app.lib.i18n import gettext_noop as _
from app.replies.rules import AgencyMissing, Basis, BasisMissing, Remedy, RemedyUnfit, ReplyKind, remedies_for

MOST_WORDS = 4_000


@dataclass(frozen=True)
class Fact:
    """One thing that a reply says: a field of its form and a piece of its letter."""

    name: str
    label: str
    hint: str = ""
    widget: str = "line"
    """line, words (several lines), day, yes."""
    is_required: bool = True


REASONS = Fact("reasons", _("Reasons"), _("The facts, and why the article applies to them."), "words")
NOTICE = (
    Fact("notice_no", _("Number of the notice")),
    Fact("notice_on", _("Date of the notice"), widget="day"),
    Fact("answer_by", _("Last day of its period"), widget="day"),
)
OBTAIN = (
    Fact(
        "obtain_how", _("How and where to get it"), _("Leave this empty if it is enclosed."), "words", is_required=False
    ),
    Fact("obtain_when", _("When to get it"), _("For example: on working days, 9:00 to 17:00."), is_required=False),
)
NOTE = Fact("note", _("Anything to add"), _("It follows the decision in the letter."), "words", is_required=False)

FACTS: Mapping[ReplyKind, tuple[Fact, ...]] = {
    ReplyKind.ALREADY_PUBLIC: (
        Fact("way", _("Where it is public"), _("For example: the website of the agency, 法定主动公开内容.")),
        Fact("url", _("Address of the page"), is_required=False),
        Fact("index_no", _("Index number"), is_required=False),
        NOTE,
    ),
    ReplyKind.GRANTED: (
        Fact("given", _("What is disclosed"), _("Name each document, with its number and pages."), "words"),
        *OBTAIN,
        NOTE,
    ),
    ReplyKind.PARTIAL: (
        Fact("given", _("What is disclosed"), _("Name each document, with its number and pages."), "words"),
        Fact("withheld", _("What is not disclosed"), _("Describe it without saying what it holds."), "words"),
        REASONS,
        *OBTAIN,
        NOTE,
    ),
    ReplyKind.DENIED: (
        REASONS,
        Fact(
            "law",
            _("Law that forbids it, with its article"),
            _("Needed for “a law or administrative regulation forbids it”."),
            is_required=False,
        ),
        NOTE,
    ),
    ReplyKind.SPECIAL_LAW: (
        Fact("law", _("Law or regulation, with its article")),
        Fact("where", _("Where to get it"), _("Desk, address, telephone."), "words"),
        NOTE,
    ),
    ReplyKind.NOT_EXIST: (
        Fact("search_where", _("Where it was searched"), _("For example: archive, divisions, systems."), "words"),
        Fact("search_how", _("How it was searched"), _("For example: by document number, title, keywords."), "words"),
        NOTE,
    ),
    ReplyKind.NOT_OUR_AGENCY: (
        REASONS,
        Fact("agency_name", _("Agency that is responsible"), is_required=False),
        Fact("agency_contact", _("Its contact"), _("Telephone, address or website."), is_required=False),
        Fact(
            "is_agency_unknown",
            _("It cannot be found out which agency is responsible"),
            widget="yes",
            is_required=False,
        ),
        NOTE,
    ),
    ReplyKind.NEEDS_PROCESSING: (
        Fact("reasons", _("What there is, and what would have to be made"), "", "words"),
        NOTE,
    ),
    ReplyKind.STILL_UNCLEAR: (
        *NOTICE[:2],
        Fact("unclear", _("What is still unclear"), "", "words"),
        NOTE,
    ),
    ReplyKind.PETITION: (
        REASONS,
        Fact("channel", _("The right place for it"), _("For example: the office of letters and visits, 12345, 12333.")),
        NOTE,
    ),
    ReplyKind.REPEAT: (
        Fact("earlier_no", _("Number of the earlier reply")),
        Fact("earlier_on", _("Date of the earlier reply"), widget="day"),
        NOTE,
    ),
    ReplyKind.PUBLICATION: (
        Fact("publication", _("Name and issue of the publication")),
        Fact("where", _("Where to get it"), _("Shop, library, reading place, website."), "words"),
        NOTE,
    ),
    ReplyKind.ABUSIVE: (
        Fact("notice_no", _("Number of the notice that asked for reasons")),
        Fact("notice_on", _("Date of the notice"), widget="day"),
        Fact("reasons", _("What the applicant said, and why it does not justify the number"), "", "words"),
        NOTE,
    ),
    ReplyKind.RECONFIRM: (
        Fact("earlier_no", _("How the applicant got the information"), _("For example: number of an earlier reply.")),
        Fact("law", _("Legal basis")),
        REASONS,
        NOTE,
    ),
    ReplyKind.NOT_CORRECTED: (*NOTICE, NOTE),
    ReplyKind.FEE_UNPAID: (*NOTICE, NOTE),
    ReplyKind.WITHDRAWN: (Fact("withdrawn_on", _("Day of the withdrawal"), widget="day"), NOTE),
    ReplyKind.OTHER: (
        Fact("decision", _("What was decided"), "", "words"),
        Fact("law", _("Legal basis"), is_required=False),
        REASONS,
    ),
}
TAKES_BASES = frozenset({ReplyKind.DENIED, ReplyKind.PARTIAL})
TAKES_FILES = frozenset({ReplyKind.GRANTED, ReplyKind.PARTIAL, ReplyKind.ALREADY_PUBLIC, ReplyKind.OTHER})

MISSING = _("Please fill this in: the letter must say it.")


@dataclass(frozen=True)
class ReplyContent:
    """What somebody has written of one reply: all of it that the letter is made from."""

    kind: ReplyKind
    facts: Mapping[str, str] = field(default_factory=dict)
    bases: Sequence[Basis] = ()
    body: str = ""
    """Edited text of the letter; empty: the text that the facts make."""
    files: Sequence[str] = ()
    """Titles of the files that go with it."""
    is_override: bool = False
    """A third party objected and it is disclosed for the public interest all the same (art. 15)."""

    def fact(self, name: str) -> str:
        return self.facts.get(name, "").strip()


def check_content(content: ReplyContent) -> None:
    """Whether the letter says what it must. Raises FormInvalid with all that is missing, or the named refusal."""
    check_basis(content)
    check_agency(content)
    if errors := [FieldError(name, message) for name, message in missing_facts(content).items()]:
        raise FormInvalid(errors)
    check_remedies(content.kind, content.body or " ".join(content.facts.values()))


def missing_facts(content: ReplyContent) -> dict[str, str]:
    """Field and sentence of everything that this kind must say and does not."""
    missing = {one.name: MISSING for one in FACTS[content.kind] if one.is_required and not content.fact(one.name)} | {
        one.name: _("Please enter a date.")
        for one in FACTS[content.kind]
        if one.widget == "day" and content.fact(one.name) and as_day(content.fact(one.name)) is None
    }
    if content.kind in (ReplyKind.GRANTED, ReplyKind.PARTIAL) and not content.files:
        missing |= {
            name: _("Nothing is enclosed: say how, where and when to get it, or add a file below.")
            for name in ("obtain_how", "obtain_when")
            if not content.fact(name)
        }
    if Basis.EX14_LAW in content.bases and content.kind is ReplyKind.DENIED and not content.fact("law"):
        missing["law"] = MISSING
    return missing


def check_basis(content: ReplyContent) -> None:
    """Raises BasisMissing where something is not disclosed without clause and reasons (AT-34)."""
    if content.kind in TAKES_BASES and not (content.bases and content.fact("reasons")):
        raise BasisMissing


def check_agency(content: ReplyContent) -> None:
    """Raises AgencyMissing where another agency is responsible and is neither named nor unknown (AT-35)."""
    if content.kind is not ReplyKind.NOT_OUR_AGENCY or content.fact("is_agency_unknown"):
        return
    if not (content.fact("agency_name") and content.fact("agency_contact")):
        raise AgencyMissing


_SPEAKS_OF = {
    Remedy.FIRST: re.compile(r"先(?:向|依法)[^。；]{0,30}复议"),
    Remedy.CHOICE: re.compile(
        r"也可以[^。；]{0,40}诉讼|(?:6|六)个月内[^。；]{0,40}(?:诉讼|起诉)|或者[^。；]{0,40}行政诉讼"
    ),
}


def check_remedies(kind: ReplyKind, text: str) -> None:
    """Raises RemedyUnfit where the text names a remedy that is not due to this kind. The due ones are added by us."""
    due = remedies_for(kind)
    said = {remedy for remedy, pattern in _SPEAKS_OF.items() if pattern.search(text)}
    if not said <= set(due):
        raise RemedyUnfit


def as_day(text: str) -> date | None:
    """A date as forms send it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
