"""The law of letters: their kinds, what must and must not stand in them, their numbers, and phrases of old law."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.lib.errors import DomainError, FormInvalid, Refused
from app.lib.i18n import gettext_noop as _

LEGAL_VERSION = "条例2019·复议法2023·行政诉讼法2017"
"""The state of the law that the present wording follows; each letter keeps the one it was written under."""


class LetterKind(StrEnum):
    """Kinds of letters (文书种类); each is numbered by itself."""

    RECEIPT = "receipt"
    CORRECTION = "correction"
    EXTENSION = "extension"
    THIRD_PARTY = "third_party"
    THIRD_PARTY_NOTICE = "third_party_notice"
    APPLICANT_NOTICE = "applicant_notice"
    JOINT_MAKER = "joint_maker"
    REASONS = "reasons"
    FEE = "fee"
    REPLY = "reply"
    NOT_PROCESSED = "not_processed"
    TRANSFER = "transfer"
    SUGGESTION = "suggestion"


KIND_LABELS = {
    LetterKind.RECEIPT: _("Registration receipt"),
    LetterKind.CORRECTION: _("Correction notice"),
    LetterKind.EXTENSION: _("Extension notice"),
    LetterKind.THIRD_PARTY: _("Letter to a third party"),
    LetterKind.THIRD_PARTY_NOTICE: _("Notice of the decision to a third party"),
    LetterKind.APPLICANT_NOTICE: _("Notice that others are being asked"),
    LetterKind.JOINT_MAKER: _("Letter to a joint maker"),
    LetterKind.REASONS: _("Request for reasons"),
    LetterKind.FEE: _("Fee notice"),
    LetterKind.REPLY: _("Reply"),
    LetterKind.NOT_PROCESSED: _("Notice that it is not processed further"),
    LetterKind.TRANSFER: _("Transfer"),
    LetterKind.SUGGESTION: _("Result of a suggestion to publish"),
}

TITLES = {
    LetterKind.RECEIPT: "政府信息公开申请登记回执",
    LetterKind.CORRECTION: "政府信息公开申请补正告知书",
    LetterKind.EXTENSION: "政府信息公开申请延期答复告知书",
    LetterKind.THIRD_PARTY: "政府信息公开征求意见书",
    LetterKind.THIRD_PARTY_NOTICE: "政府信息公开决定告知书",
    LetterKind.APPLICANT_NOTICE: "政府信息公开征求意见情况告知书",
    LetterKind.JOINT_MAKER: "政府信息公开征求意见函",
    LetterKind.REASONS: "政府信息公开申请说明理由告知书",
    LetterKind.FEE: "政府信息公开信息处理费收费通知书",
    LetterKind.REPLY: "政府信息公开申请答复书",
    LetterKind.NOT_PROCESSED: "政府信息公开申请不再处理告知书",
    LetterKind.TRANSFER: "政府信息更正申请转送函",
    LetterKind.SUGGESTION: "主动公开建议审核结果告知书",
}
"""Official titles (文种标题); a reply may have one of its own, such as 政府信息不予公开决定书."""

CODES = {
    LetterKind.RECEIPT: "回",
    LetterKind.CORRECTION: "补",
    LetterKind.EXTENSION: "延",
    LetterKind.THIRD_PARTY: "征",
    LetterKind.THIRD_PARTY_NOTICE: "决",
    LetterKind.APPLICANT_NOTICE: "知",
    LetterKind.JOINT_MAKER: "协",
    LetterKind.REASONS: "理",
    LetterKind.FEE: "费",
    LetterKind.REPLY: "答",
    LetterKind.NOT_PROCESSED: "告",
    LetterKind.TRANSFER: "转",
    LetterKind.SUGGESTION: "议",
}
"""The character that ends the number; different ones, so that no two letters share a number."""

TO_OTHERS = frozenset({LetterKind.THIRD_PARTY, LetterKind.THIRD_PARTY_NOTICE, LetterKind.JOINT_MAKER})
"""Not to the applicant: they never say who applied."""

PROCEDURAL = frozenset(LetterKind) - {LetterKind.REPLY, LetterKind.NOT_PROCESSED, LetterKind.THIRD_PARTY_NOTICE}
"""Steps on the way (程序性告知): they decide nothing, so they name no remedy."""


class ServiceMethod(StrEnum):
    """How a letter reached its addressee (送达方式)."""

    REGISTERED_POST = "registered_post"
    IN_PERSON = "in_person"
    ONLINE = "online"
    EMAIL = "email"
    FAX = "fax"
    LEFT = "left"
    PUBLIC_NOTICE = "public_notice"


METHOD_LABELS = {
    ServiceMethod.REGISTERED_POST: _("Sent by registered post"),
    ServiceMethod.IN_PERSON: _("Handed over in person"),
    ServiceMethod.ONLINE: _("Fetched on this site"),
    ServiceMethod.EMAIL: _("E-mail"),
    ServiceMethod.FAX: _("Fax"),
    ServiceMethod.LEFT: _("Left at the address"),
    ServiceMethod.PUBLIC_NOTICE: _("Public notice"),
}


@dataclass(frozen=True)
class LetterContent:
    """What a letter says (文书内容), before it has a number. Empty parts are left out.

    `you` is how the addressee is addressed (您, 你单位); `received_on`, `request_no` and `quoted_request` make the
    opening sentence; `legal_basis` holds citations to article and item, which introduce the `decision`.
    """

    title: str
    addressee: str
    received_on: date | None
    request_no: str
    quoted_request: str
    paragraphs: tuple[str, ...]
    legal_basis: tuple[str, ...]
    decision: str
    remedy: str | None
    attachments: tuple[str, ...]
    contact: str
    dated_on: date
    you: str = "你（单位）"


@dataclass(frozen=True)
class FrozenLetter:
    """All that a letter shows: with its number and the body that sent it, as it was on that day."""

    agency: str
    number: str
    kind: LetterKind
    legal_version: str
    content: LetterContent


class OutdatedPhrase(Refused):
    """A letter in the words of repealed law would tell the applicant a wrong way."""

    code = "E_LETTER_OUTDATED"
    message = "The letter uses words of repealed law: {phrases}. Please correct them."


class RemedyMisplaced(Refused):
    """A remedy where there is nothing to challenge, or none where there is."""

    code = "E_LETTER_REMEDY"


PROCEDURAL_REMEDY = _("A letter about a step of the procedure has no paragraph on remedies.")
MISSING_REMEDY = _("This letter decides something: it must say which remedy there is.")


class ServedEarly(Refused):
    code = "E_LETTER_SERVED"
    message = "A letter is served between its own date and today."


class LetterDamaged(DomainError):
    """What is stored is no longer what was issued."""

    status = 500
    code = "E_LETTER_DAMAGED"
    message = _("This letter is not the one that was issued: its digest differs. Please tell the administrator.")


def remedy_a(organ: str = "上海市人民政府", court: str = "有管辖权的人民法院", *, paper: str = "本决定书") -> str:
    """Reconsideration first (复议前置): refusals under arts. 14–16 (复议法 art. 23 para. 1 no. 4, para. 2)."""
    return (
        f"如不服本决定，应当自收到{paper}之日起60日内先向{organ}申请行政复议；对行政复议决定不服的，"
        f"可以自收到复议决定书之日起15日内依法向{court}提起行政诉讼。"
    )


def remedy_b(organ: str = "上海市人民政府", court: str = "有管辖权的人民法院", *, paper: str = "本答复书") -> str:
    """Reconsideration or court, as one likes: every other decision (复议法 art. 20; 行政诉讼法 arts. 45, 46)."""
    return (
        f"如不服本答复，可以自收到{paper}之日起60日内向{organ}申请行政复议，"
        f"也可以自收到之日起6个月内依法向{court}提起行政诉讼。"
    )


_QUOTED = re.compile("“[^”]*”|《[^》]*》")
_REGULATIONS = re.compile("《(?:中华人民共和国)?政府信息公开条例》(?:（[^）]*）)?|《条例》")
_OUTDATED = (
    re.compile(r"[3３三]\s*个月"),
    re.compile("上级主管部门|上一级主管部门|上一级行政机关"),
    re.compile("三需要|(?:自身)?生产、?生活、?科研等?的?(?:特殊)?需要|特殊需要"),
    re.compile("条例的?第(?:八条|十四条第[二三四]款|二十一条第（[一二三四]）项|二十四条第二款)"),
    re.compile("(?:15|１５|十五)个工作日内(?:予以|作出|给予)?答复"),
    re.compile("国务院令第492号|法释〔2011〕17号"),
)
"""Suing within three months (before 2015), two organs of review (before 2024), the regulations of 2007."""


def lint_letter(text: str) -> list[str]:
    """The phrases of repealed law in a letter (过时表述); an empty list is good.

    Time limits and reviewing organs before 2015 and 2024, the "three needs" and article numbers of the 2007 text. What
    stands in quotation marks or is the title of a paper is somebody else's, and is left alone.
    """
    bare = _QUOTED.sub("", _REGULATIONS.sub("条例", text))
    found = [hit.group(0) for pattern in _OUTDATED for hit in pattern.finditer(bare)]
    return list(dict.fromkeys(found))


def check_content(kind: LetterKind, content: LetterContent) -> None:
    """Raises OutdatedPhrase, RemedyMisplaced."""
    if kind in PROCEDURAL and content.remedy:
        raise RemedyMisplaced(PROCEDURAL_REMEDY)
    if kind in (LetterKind.NOT_PROCESSED, LetterKind.THIRD_PARTY_NOTICE) and not content.remedy:
        raise RemedyMisplaced(MISSING_REMEDY)
    own = (content.title, *content.paragraphs, *content.legal_basis, content.decision, content.remedy or "")
    if found := lint_letter("\n".join(own)):
        raise OutdatedPhrase(phrases="、".join(found))


def make_number(prefix: str, year: int, serial: int, code: str) -> str:
    """发文字号: hexagonal brackets, no leading zero, no 第 (GB/T 9704)."""
    return f"{prefix}〔{year}〕{serial}号-{code}"


_PREFIX = re.compile("[\u4e00-\u9fff]{2,12}")


def check_head(prefix: str, codes: Mapping[LetterKind, str]) -> None:
    """Raises FormInvalid: 机关代字 is 2 to 12 Chinese characters, and no two kinds end their numbers alike."""
    if not _PREFIX.fullmatch(prefix):
        raise FormInvalid.of("prefix", _("Please enter 2 to 12 Chinese characters, such as 沪人社公开."))
    used = {**CODES, **codes}
    if len(set(used.values())) < len(used) or not all(len(code) == 1 for code in used.values()):
        raise FormInvalid.of("codes", _("Each kind of letter needs one character of its own."))


def check_served_on(served_on: date, *, dated_on: date, today: date) -> None:
    """Raises ServedEarly."""
    if not dated_on <= served_on <= today:
        raise ServedEarly
