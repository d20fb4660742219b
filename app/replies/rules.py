"""The law of replies: which kinds there are, which article each rests on, how it counts, what the applicant may do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _


class ReplyKind(StrEnum):
    """The eighteen kinds of replies (答复类型), domain.md 2.5."""

    ALREADY_PUBLIC = "already_public"
    GRANTED = "granted"
    PARTIAL = "partial"
    DENIED = "denied"
    SPECIAL_LAW = "special_law"
    NOT_EXIST = "not_exist"
    NOT_OUR_AGENCY = "not_our_agency"
    NEEDS_PROCESSING = "needs_processing"
    STILL_UNCLEAR = "still_unclear"
    PETITION = "petition"
    REPEAT = "repeat"
    PUBLICATION = "publication"
    ABUSIVE = "abusive"
    RECONFIRM = "reconfirm"
    NOT_CORRECTED = "not_corrected"
    FEE_UNPAID = "fee_unpaid"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


class ReplyGroup(StrEnum):
    """The parts of table 3 of the annual report (年度报告表三)."""

    PUBLIC = "public"
    DENIED = "denied"
    UNABLE = "unable"
    NOT_PROCESSED = "not_processed"
    ELSE = "else"


class Basis(StrEnum):
    """Why information is not disclosed (不予公开的依据), to the clause."""

    EX14_SECRET = "EX14_SECRET"  # noqa: S105
    EX14_LAW = "EX14_LAW"
    EX14_SECURITY = "EX14_SECURITY"
    EX15_THIRD_PARTY = "EX15_THIRD_PARTY"
    EX16_INTERNAL = "EX16_INTERNAL"
    EX16_PROCESS = "EX16_PROCESS"
    EX16_ENFORCEMENT = "EX16_ENFORCEMENT"


ART14 = frozenset({Basis.EX14_SECRET, Basis.EX14_LAW, Basis.EX14_SECURITY})


class Remedy(StrEnum):
    """What the letter says about remedies (救济途径)."""

    FIRST = "A"
    """Reconsideration first (复议前置), 行政复议法 art. 23: since 2024 for refusals under art. 14, 15, 16."""
    CHOICE = "B"
    """Reconsideration or the court, as the applicant likes."""


class ReplyState(StrEnum):
    """States of a reply (答复状态)."""

    DRAFTING = "drafting"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    ISSUED = "issued"


@dataclass(frozen=True)
class KindLaw:
    """What the law says of one kind of reply."""

    group: ReplyGroup
    article: str
    """To the clause and item, as it stands in the letter."""
    row: str
    """Row of table 3; of a refusal by its basis instead."""
    remedies: tuple[Remedy, ...]
    name: str
    about: str
    """When it is the right one, in plain words."""


_A, _B, _G = Remedy.FIRST, Remedy.CHOICE, ReplyGroup

KINDS: Mapping[ReplyKind, KindLaw] = {
    ReplyKind.ALREADY_PUBLIC: KindLaw(
        _G.PUBLIC, "第三十六条第（一）项", "granted", (_B,), _("Already public"),
        _("Everything asked for is public. The letter says where to find it."),
    ),
    ReplyKind.GRANTED: KindLaw(
        _G.PUBLIC, "第三十六条第（二）项", "granted", (_B,), _("Disclosed"),
        _("All of it can be disclosed. It is enclosed, or the letter says how, where and when to get it."),
    ),
    ReplyKind.PARTIAL: KindLaw(
        _G.PUBLIC, "第三十七条", "partial", (_A, _B), _("Partly disclosed"),
        _("Some of it must stay closed and can be taken out. The rest is enclosed."),
    ),
    ReplyKind.DENIED: KindLaw(
        _G.DENIED, "第三十六条第（三）项", "", (_A,), _("Not disclosed"),
        _("All of it falls under article 14, 15 or 16. The clause and the reasons must be given."),
    ),
    ReplyKind.SPECIAL_LAW: KindLaw(
        _G.DENIED, "第三十六条第（七）项", "denied_query_matter", (_B,), _("To be got under another law"),
        _("Another law says how to get it, as with business or real-estate registers."),
    ),
    ReplyKind.NOT_EXIST: KindLaw(
        _G.UNABLE, "第三十六条第（四）项", "unable_not_held", (_B,), _("Does not exist"),
        _("It was searched for and is not there. The letter says where and how it was searched."),
    ),
    ReplyKind.NOT_OUR_AGENCY: KindLaw(
        _G.UNABLE, "第三十六条第（五）项", "unable_not_held", (_B,), _("Another agency is responsible"),
        _("Another agency made or keeps it. Its name and contact are given where they can be found out."),
    ),
    ReplyKind.NEEDS_PROCESSING: KindLaw(
        _G.UNABLE, "第三十八条", "unable_needs_creation", (_B,), _("Would have to be made first"),
        _("There is no such information yet: it would need processing or analysis."),
    ),
    ReplyKind.STILL_UNCLEAR: KindLaw(
        _G.UNABLE, "第三十条", "unable_still_unclear", (_B,), _("Still unclear after the correction"),
        _("The applicant corrected the request, and it is still unclear what is wanted."),
    ),
    ReplyKind.PETITION: KindLaw(
        _G.NOT_PROCESSED, "第三十九条第一款", "notproc_petition", (_B,), _("A petition, complaint or report"),
        _("No information is asked for, but something is complained of. The letter names the right place for it."),
    ),
    ReplyKind.REPEAT: KindLaw(
        _G.NOT_PROCESSED, "第三十六条第（六）项", "notproc_repeat", (_B,), _("Asked again by the same applicant"),
        _("The same applicant already has a reply about the same information."),
    ),
    ReplyKind.PUBLICATION: KindLaw(
        _G.NOT_PROCESSED, "第三十九条第二款", "notproc_publication", (_B,),
        _("A publication that can be bought or read"),
        _("A gazette, newspaper, journal or book is asked for. The letter says where to get it."),
    ),
    ReplyKind.ABUSIVE: KindLaw(
        _G.NOT_PROCESSED, "第三十五条", "notproc_abusive", (_B,), _("Far too many requests without good reason"),
        _("Reasons were asked for, and they do not justify the number of requests."),
    ),
    ReplyKind.RECONFIRM: KindLaw(
        _G.NOT_PROCESSED, "", "notproc_reconfirm", (_B,), _("To confirm or issue anew what is known already"),
        _("The applicant has the information and wants it confirmed or issued again."),
    ),
    ReplyKind.NOT_CORRECTED: KindLaw(
        _G.ELSE, "第三十条", "other_not_corrected", (_B,), _("Not corrected in time"),
        _("The period of the correction notice is over and nothing came."),
    ),
    ReplyKind.FEE_UNPAID: KindLaw(
        _G.ELSE, "第四十二条", "other_fee_unpaid", (_B,), _("Fee not paid in time"),
        _("The period of the fee notice is over and nothing was paid."),
    ),
    ReplyKind.WITHDRAWN: KindLaw(
        _G.ELSE, "", "other_misc", (), _("Withdrawn by the applicant"),
        _("The applicant withdrew the request in writing."),
    ),
    ReplyKind.OTHER: KindLaw(
        _G.ELSE, "", "other_misc", (), _("Something else"),
        _("None of the others fits. Say what was decided and why."),
    ),
}  # fmt: skip

KIND_LABELS: Mapping[ReplyKind, str] = {kind: law.name for kind, law in KINDS.items()}
GROUP_LABELS: Mapping[ReplyGroup, str] = {
    _G.PUBLIC: _("It is disclosed"),
    _G.DENIED: _("It is not disclosed"),
    _G.UNABLE: _("It cannot be provided"),
    _G.NOT_PROCESSED: _("The request is not processed"),
    _G.ELSE: _("Ended in another way"),
}

STATE_LABELS: Mapping[ReplyState, str] = {
    ReplyState.DRAFTING: _("Being drafted"),
    ReplyState.UNDER_REVIEW: _("With the reviewers"),
    ReplyState.APPROVED: _("Approved, to be issued"),
    ReplyState.ISSUED: _("Issued"),
}


@dataclass(frozen=True)
class BasisLaw:
    """One ground for not disclosing: its place in the law, its words, its row in the annual report."""

    article: str
    words: str
    row: str
    name: str


BASES: Mapping[Basis, BasisLaw] = {
    Basis.EX14_SECRET: BasisLaw(
        "第十四条", "依法确定为国家秘密的政府信息，不予公开", "denied_state_secret", _("Art. 14: a state secret")
    ),
    Basis.EX14_LAW: BasisLaw(
        "第十四条", "法律、行政法规禁止公开的政府信息，不予公开", "denied_law_forbids",
        _("Art. 14: a law or administrative regulation forbids it"),
    ),
    Basis.EX14_SECURITY: BasisLaw(
        "第十四条", "公开后可能危及国家安全、公共安全、经济安全、社会稳定的政府信息，不予公开",
        "denied_three_securities_stability", _("Art. 14: it may endanger security or social stability"),
    ),
    Basis.EX15_THIRD_PARTY: BasisLaw(
        "第十五条", "涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开",
        "denied_third_party", _("Art. 15: it would harm a third party"),
    ),
    Basis.EX16_INTERNAL: BasisLaw(
        "第十六条第一款", "行政机关的内部事务信息，可以不予公开", "denied_internal_affairs",
        _("Art. 16(1): internal affairs: personnel, logistics, internal workflow"),
    ),
    Basis.EX16_PROCESS: BasisLaw(
        "第十六条第二款", "讨论记录、过程稿、磋商信函、请示报告等过程性信息，可以不予公开", "denied_process_info",
        _("Art. 16(2): discussion records, drafts, consultation letters, requests and reports"),
    ),
    Basis.EX16_ENFORCEMENT: BasisLaw(
        "第十六条第二款", "行政执法案卷信息，可以不予公开", "denied_enforcement_file",
        _("Art. 16(2): files of law enforcement"),
    ),
}  # fmt: skip


class BasisMissing(Refused):
    """Art. 36(3): 「不予公开并说明理由」, to the clause (AT-34)."""

    code = "E_REPLY_BASIS"
    message = _("What is not disclosed needs the exact clause and the reasons.")


class AgencyMissing(Refused):
    """Art. 36(5) (AT-35)."""

    code = "E_REPLY_AGENCY"
    message = _("Name the agency that is responsible and its contact, or say that it cannot be found out.")


class RemedyUnfit(Refused):
    """The text names a way that the law does not open for this kind of reply (AT-34)."""

    code = "E_REPLY_REMEDY"
    message = _("The remedies named in the letter do not fit this kind of reply.")


class ConversionUnresolved(Refused):
    """实施办法 二（五）: 「在作出答复的同时，通过主动公开渠道予以公开」 (AT-42)."""

    code = "E_CONV_SYNC"
    message = _("Publish the information together with the reply, or say why it is not published.")


DISCLOSES = frozenset({ReplyKind.GRANTED, ReplyKind.PARTIAL})
"""Only what is disclosed can be published for everybody (实施办法 二（五）)."""


@dataclass(frozen=True)
class Resolution:
    """The information is published together with the reply (同步转为主动公开): the letter says where."""

    index_no: str
    url: str


@dataclass(frozen=True)
class NotConverted:
    """It is not published, and why (不转化的理由)."""

    reason: str


def remedies_for(kind: ReplyKind) -> tuple[Remedy, ...]:
    """The remedies that the letter names; both for a partial disclosure, none for `withdrawn` and `other`."""
    return KINDS[kind].remedies


def annual_row(kind: ReplyKind, bases: Collection[Basis] = ()) -> str:
    """The one row of table 3 (年度报告表三) in which this reply counts. Partial counts nowhere else (AT-36).

    A refusal on several grounds counts under the first in the order of the table.
    """
    if kind is not ReplyKind.DENIED:
        return KINDS[kind].row
    return next(BASES[basis].row for basis in Basis if basis in bases)
