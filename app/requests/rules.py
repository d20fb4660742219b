"""States of a request and their moves, channels, forms and ways of disclosure, and the day of receipt."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.accounts.rules import Actor, Role
from app.applicants.rules import NewApplicant
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _


class RequestState(StrEnum):
    """Where a request stands (办理状态)."""

    SUBMITTED = "submitted"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    RECEIVED = "received"
    IN_PROCESS = "in_process"
    CORRECTION_PENDING = "correction_pending"
    THIRD_PARTY_CONSULTING = "third_party_consulting"
    JOINT_CONSULTING = "joint_consulting"
    REASON_PENDING = "reason_pending"
    FEE_PENDING = "fee_pending"
    UNDER_REVIEW = "under_review"
    REPLIED = "replied"
    ABANDONED_NOT_CORRECTED = "abandoned_not_corrected"
    ABANDONED_FEE = "abandoned_fee"
    WITHDRAWN = "withdrawn"


_S = RequestState

STATE_LABELS: Mapping[RequestState, str] = {
    _S.SUBMITTED: _("Handed in"),
    _S.AWAITING_CONFIRMATION: _("Day of receipt to be confirmed"),
    _S.RECEIVED: _("Receipt confirmed"),
    _S.IN_PROCESS: _("Being worked on"),
    _S.CORRECTION_PENDING: _("Waiting for a correction"),
    _S.THIRD_PARTY_CONSULTING: _("A third party is being asked"),
    _S.JOINT_CONSULTING: _("The other maker is being asked"),
    _S.REASON_PENDING: _("Waiting for reasons"),
    _S.FEE_PENDING: _("Waiting for the fee"),
    _S.UNDER_REVIEW: _("Reply in review"),
    _S.REPLIED: _("Replied"),
    _S.ABANDONED_NOT_CORRECTED: _("Ended: not corrected in time"),
    _S.ABANDONED_FEE: _("Ended: fee not paid in time"),
    _S.WITHDRAWN: _("Withdrawn"),
}

CLOSED_STATES = frozenset({_S.REPLIED, _S.ABANDONED_NOT_CORRECTED, _S.ABANDONED_FEE, _S.WITHDRAWN})
"""No clock runs any more."""

OPEN_STATES = frozenset(RequestState) - CLOSED_STATES

NOT_YET_RECEIVED = frozenset({_S.SUBMITTED, _S.AWAITING_CONFIRMATION})
"""The day of receipt is not known, so no clock runs yet (条例 art. 31)."""

_ASKING = {
    _S.CORRECTION_PENDING,
    _S.THIRD_PARTY_CONSULTING,
    _S.JOINT_CONSULTING,
    _S.REASON_PENDING,
    _S.FEE_PENDING,
}

MOVES: Mapping[RequestState, frozenset[RequestState]] = {
    _S.SUBMITTED: frozenset({_S.AWAITING_CONFIRMATION, _S.RECEIVED, _S.WITHDRAWN}),
    _S.AWAITING_CONFIRMATION: frozenset({_S.RECEIVED, _S.WITHDRAWN}),
    _S.RECEIVED: frozenset({_S.IN_PROCESS, _S.CORRECTION_PENDING, _S.WITHDRAWN}),
    _S.IN_PROCESS: frozenset({*_ASKING, _S.UNDER_REVIEW, _S.WITHDRAWN}),
    _S.CORRECTION_PENDING: frozenset({_S.IN_PROCESS, _S.ABANDONED_NOT_CORRECTED, _S.WITHDRAWN}),
    _S.THIRD_PARTY_CONSULTING: frozenset({_S.IN_PROCESS, _S.JOINT_CONSULTING, _S.WITHDRAWN}),
    _S.JOINT_CONSULTING: frozenset({_S.IN_PROCESS, _S.THIRD_PARTY_CONSULTING, _S.WITHDRAWN}),
    _S.REASON_PENDING: frozenset({_S.IN_PROCESS, _S.UNDER_REVIEW, _S.WITHDRAWN}),
    _S.FEE_PENDING: frozenset({_S.IN_PROCESS, _S.ABANDONED_FEE, _S.WITHDRAWN}),
    _S.UNDER_REVIEW: frozenset({_S.IN_PROCESS, _S.REPLIED, _S.WITHDRAWN, _S.ABANDONED_NOT_CORRECTED, _S.ABANDONED_FEE}),
    _S.REPLIED: frozenset(),
    _S.ABANDONED_NOT_CORRECTED: frozenset({_S.IN_PROCESS}),  # with good reason (条例 art. 30: 无正当理由)
    _S.ABANDONED_FEE: frozenset(),
    _S.WITHDRAWN: frozenset(),
}


class RequestChannel(StrEnum):
    """How an application came in (申请渠道)."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    POST_REGISTERED = "post_registered"
    POST_ORDINARY = "post_ordinary"
    FAX = "fax"
    EMAIL = "email"
    ORAL_ASSISTED = "oral_assisted"


CHANNEL_LABELS: Mapping[RequestChannel, str] = {
    RequestChannel.ONLINE: _("On this site"),
    RequestChannel.IN_PERSON: _("In person"),
    RequestChannel.POST_REGISTERED: _("Registered post"),
    RequestChannel.POST_ORDINARY: _("Ordinary post"),
    RequestChannel.FAX: _("Fax"),
    RequestChannel.EMAIL: _("E-mail"),
    RequestChannel.ORAL_ASSISTED: _("Dictated at the counter"),
}

RECEIVED_ON_ARRIVAL = frozenset(
    {RequestChannel.IN_PERSON, RequestChannel.ORAL_ASSISTED, RequestChannel.POST_REGISTERED}
)
"""Received on the day itself: handed over, or signed for (条例 art. 31(1), 31(2)). The others are confirmed first."""


class FormWanted(StrEnum):
    """In what form the information is wanted (获取方式), 条例 art. 29(3), 40."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    INSPECTION = "inspection"
    COPY = "copy"


FORM_LABELS: Mapping[FormWanted, str] = {
    FormWanted.PAPER: _("On paper"),
    FormWanted.ELECTRONIC: _("As a file"),
    FormWanted.INSPECTION: _("To look at it on the spot"),
    FormWanted.COPY: _("As a copy made on the spot"),
}


class WayWanted(StrEnum):
    """By which way (获取途径)."""

    POST = "post"
    EMAIL = "email"
    PICK_UP = "pick_up"
    ONLINE = "online"
    FAX = "fax"


WAY_LABELS: Mapping[WayWanted, str] = {
    WayWanted.ONLINE: _("On this site, with the receipt"),
    WayWanted.EMAIL: _("By e-mail"),
    WayWanted.POST: _("By post"),
    WayWanted.PICK_UP: _("I pick it up"),
    WayWanted.FAX: _("By fax"),
}

MIN_DESCRIPTION, MAX_DESCRIPTION = 5, 4000
MAX_ITEMS = 10
MAX_FILES = 5


@dataclass(frozen=True)
class NewItem:
    """One matter as it was described (所需信息), with its document number where known."""

    description: str
    doc_no: str = ""


@dataclass(frozen=True)
class NewApplication:
    """An application before it is stored."""

    agency_id: UUID
    channel: RequestChannel
    applicant: NewApplicant
    items: tuple[NewItem, ...]
    form_wanted: FormWanted = FormWanted.ELECTRONIC
    way_wanted: WayWanted = WayWanted.ONLINE
    help_wanted: str = ""
    """Help that somebody needs who has difficulty reading, seeing or hearing (条例 art. 43)."""
    suggests_disclosure: bool = False
    suggestion_reason: str = ""
    file_names: Mapping[UUID, str] = field(default_factory=dict)
    """Stored files of the application and what their owner called them."""
    arrived_on: date | None = None
    """The day on which it reached the office, for what did not come online."""


class WrongMove(Refused):
    """The state of the request does not allow this step."""

    code = "E_REQ_STATE"
    message = _("This step is not possible in the present state of the request.")


class AlreadyReplied(Refused):
    """Nothing can be withdrawn or changed after the reply."""

    code = "E_REQ_CLOSED"
    message = _("This request is closed already: it can no longer be withdrawn.")


def check_move(current: str, to: RequestState) -> None:
    """Raises WrongMove where the table of moves does not have it."""
    if to not in MOVES[RequestState(current)]:
        raise WrongMove


def first_state(channel: RequestChannel) -> RequestState:
    """Where an application of this channel begins (条例 art. 31)."""
    if channel in RECEIVED_ON_ARRIVAL:
        return RequestState.RECEIVED
    return RequestState.AWAITING_CONFIRMATION if channel is RequestChannel.POST_ORDINARY else RequestState.SUBMITTED


_DOC_NO = re.compile(r"([一-鿿]{1,12})[〔\[(（【]?(\d{4})[〕\])）】]?第?(\d{1,5})号")


def read_doc_no(typed: str) -> str | None:
    """A document number (发文字号) in its official form, 沪人社规〔2021〕5号, or None where it is none."""
    squeezed = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    found = _DOC_NO.fullmatch(squeezed)
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else None


SEES_ALL = frozenset(
    {
        Role.OFFICE_CLERK,
        Role.OPENNESS_OFFICER,
        Role.OPENNESS_CHIEF,
        Role.LEGAL_REVIEWER,
        Role.SECRECY_REVIEWER,
        Role.BUREAU_LEADER,
        Role.AUDITOR,
    }
)
"""Every request of the agency, also those that no division has yet."""

SEES_OWN_DIVISION = frozenset({Role.DIVISION_CLERK, Role.DIVISION_HEAD})
EDITS_ALL = frozenset({Role.OPENNESS_OFFICER, Role.OPENNESS_CHIEF})
REGISTERS = EDITS_ALL | {Role.OFFICE_CLERK}
"""Who enters what came in, confirms its day of receipt, registers and assigns it."""


def may_edit(actor: Actor, *, agency_id: UUID, division_id: UUID | None) -> bool:
    """Whether somebody may work on a request: the openness office on all, a division on its own."""
    if actor.agency_id != agency_id:
        return False
    if actor.has(*EDITS_ALL):
        return True
    return actor.has(*SEES_OWN_DIVISION) and division_id is not None and division_id == actor.division_id


def may_register(actor: Actor, *, agency_id: UUID) -> bool:
    """Whether somebody may enter, confirm, register and assign (收件登记)."""
    return actor.agency_id == agency_id and actor.has(*REGISTERS)
