"""Make requests of the lines of a file (申请导入): which column is what, days, kinds, identities. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path

from app.applicants.rules import (
    KIND_LABELS,
    ApplicantKind,
    IdKind,
    NewApplicant,
    id_fault,
    is_resident_id,
    is_uscc,
    normalise_id,
)
from app.lib.clock import local_date
from app.lib.i18n import gettext, in_locale
from app.lib.i18n import gettext_noop as _
from app.lib.tables import Line, Progress, Refusal, digest_of, read_lines, read_time
from app.replies.rules import KINDS, ReplyKind
from app.requests.rules import (
    CHANNEL_LABELS,
    MAX_DESCRIPTION,
    MIN_DESCRIPTION,
    NewItem,
    RequestChannel,
)

MAX_REF = 150
ALSO = {
    "自然人": ApplicantKind.NATURAL_PERSON,
    "商业企业": ApplicantKind.COMMERCIAL_ENTERPRISE,
    "科研机构": ApplicantKind.RESEARCH_INSTITUTION,
    "社会公益组织": ApplicantKind.SOCIAL_WELFARE_ORG,
    "法律服务机构": ApplicantKind.LEGAL_SERVICE_ORG,
    "个人": ApplicantKind.NATURAL_PERSON,
    "公民": ApplicantKind.NATURAL_PERSON,
    "企业": ApplicantKind.COMMERCIAL_ENTERPRISE,
    "其他": ApplicantKind.OTHER_ORG,
    "网络": RequestChannel.ONLINE,
    "网上": RequestChannel.ONLINE,
    "当面": RequestChannel.IN_PERSON,
    "当面申请": RequestChannel.IN_PERSON,
    "当面提交": RequestChannel.IN_PERSON,
    "口头": RequestChannel.ORAL_ASSISTED,
    "电子邮件": RequestChannel.EMAIL,
    "电邮": RequestChannel.EMAIL,
    "传真": RequestChannel.FAX,
    "挂号信": RequestChannel.POST_REGISTERED,
    "信函": RequestChannel.POST_REGISTERED,
    "邮寄": RequestChannel.POST_REGISTERED,
    "快递": RequestChannel.POST_REGISTERED,
    "平信": RequestChannel.POST_ORDINARY,
    "邮件": RequestChannel.EMAIL,
}
"""What the annual report and the registers of offices say for it, whatever our own labels are."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; an empty name is "none"."""

    text: str
    id: str = ""
    title: str = ""
    doc_no: str = ""
    kind: str = ""
    name: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    channel: str = ""
    submitted: str = ""
    received: str = ""
    register_no: str = ""
    division: str = ""
    replied: str = ""
    reply_kind: str = ""

    def named(self) -> list[str]:
        return [name for name in (getattr(self, one.name) for one in fields(self)) if name]


@dataclass(frozen=True, slots=True)
class ImportedRequest:
    """One line, ready to be entered."""

    number: int
    ref: str
    item: NewItem
    applicant: NewApplicant
    channel: RequestChannel
    title: str
    submitted_at: datetime | None
    received_on: date | None
    register_no: str
    division: str
    replied_at: datetime | None
    reply_kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: its register number or receipt, or why it was refused."""

    number: int
    result: str
    """stored, already or refused."""
    note: str = ""
    params: Mapping[str, object] | None = None


class _Bad(Exception):
    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(reason)


def read_requests(
    path: Path, columns: Columns, channel: RequestChannel, *, today: date, progress: Progress = lambda _share: None
) -> Iterator[ImportedRequest | Refusal]:
    """Every line of the file as a request, or as a refusal. Raises Unreadable.

    Without a column of identities, the digest of the file and the number of the line are the identity.
    """
    digest = digest_of(path)
    for line in read_lines(path, columns.named(), progress=progress):
        if isinstance(line, Refusal):
            yield line
            continue
        try:
            yield _read(line, columns, channel, digest, today)
        except _Bad as bad:
            yield Refusal(line.number, bad.reason, bad.params)


def _read(line: Line, columns: Columns, channel: RequestChannel, digest: str, today: date) -> ImportedRequest:
    cell = {one.name: line.cells.get(getattr(columns, one.name), "").strip() for one in fields(columns)}
    if any("\udc80" <= sign <= "\udcff" for value in cell.values() for sign in value):
        raise _Bad(_("It holds signs that cannot be read in the encoding of the file."))
    text = cell["text"].replace("\r\n", "\n").replace("\0", "")
    if not MIN_DESCRIPTION <= len(text) <= MAX_DESCRIPTION:
        raise _Bad(
            _("Its text has {n} characters; {min} to {max} are possible."),
            n=len(text), min=MIN_DESCRIPTION, max=MAX_DESCRIPTION,
        )  # fmt: skip
    if columns.id and not cell["id"]:
        raise _Bad(_("It has no identity in the column {column}."), column=columns.id)
    for name, most in (("id", MAX_REF), ("title", 200), ("doc_no", 60), ("name", 100), ("register_no", 30)):
        if len(cell[name]) > most:
            raise _Bad(_("The column {column} has more than {max} characters."), column=name, max=most)
    submitted, received, replied = (_time(cell[name]) for name in ("submitted", "received", "replied"))
    _check_days(submitted, received, replied, today)
    return ImportedRequest(
        number=line.number,
        ref=f"id:{cell['id']}" if columns.id else f"file:{digest}:{line.number}",
        item=NewItem(text, cell["doc_no"]),
        applicant=_applicant(cell),
        channel=_one_of(cell["channel"], _channels(), _("This is no channel: {typed}")) or channel,  # type: ignore[arg-type]
        title=cell["title"],
        submitted_at=submitted or received,
        received_on=local_date(received) if received else None,
        register_no=cell["register_no"],
        division=cell["division"],
        replied_at=replied,
        reply_kind=_one_of(cell["reply_kind"], _replies(), _("This is no kind of reply: {typed}")) or "",
    )


def _time(typed: str) -> datetime | None:
    found = read_time(typed) if typed else None
    if typed and found is None:
        raise _Bad(_("This is no time: {typed}"), typed=typed[:40])
    return found


def _check_days(submitted: datetime | None, received: datetime | None, replied: datetime | None, today: date) -> None:
    if any(local_date(one) > today for one in (submitted, received, replied) if one):
        raise _Bad(_("It has a day that has not come yet."))
    if submitted and received and local_date(received) < local_date(submitted):
        raise _Bad(_("It was received before it was sent in."))
    if replied and received is None:
        raise _Bad(_("It has a reply and no day of receipt."))
    if replied and received and replied < received:
        raise _Bad(_("It was answered before it was received."))


def _applicant(cell: Mapping[str, str]) -> NewApplicant:
    kind = _one_of(cell["kind"], _kinds(), _("This is no kind of applicant: {typed}"))
    number = normalise_id(cell["id_number"])
    looks_like_one = len(number) == 18 and number[:17].isdecimal()  # mistyped rather than some other paper
    is_resident = is_resident_id(number) or (looks_like_one and not is_uscc(number))
    id_kind = IdKind.RESIDENT_ID if is_resident else IdKind.USCC if is_uscc(number) else IdKind.OTHER
    if number and (fault := id_fault(id_kind, number)):
        raise _Bad(fault)
    if not kind:
        kind = ApplicantKind.OTHER_ORG if id_kind is IdKind.USCC else ApplicantKind.NATURAL_PERSON
    return NewApplicant(
        kind=ApplicantKind(kind),
        name=cell["name"],
        id_kind=id_kind,
        id_number=number,
        phone=cell["phone"][:40],
        email=cell["email"][:200],
        address=cell["address"][:200],
    )


def _one_of(typed: str, known: Mapping[str, str], reason: str) -> str | None:
    if not typed:
        return None
    if (found := known.get(typed.lower())) is None:
        raise _Bad(reason, typed=typed[:40])
    return found


@cache
def _kinds() -> Mapping[str, str]:
    return _spellings(KIND_LABELS.items(), ApplicantKind)


@cache
def _channels() -> Mapping[str, str]:
    return _spellings(CHANNEL_LABELS.items(), RequestChannel)


@cache
def _replies() -> Mapping[str, str]:
    return _spellings(((kind, law.name) for kind, law in KINDS.items()), ReplyKind)


def _spellings(labels: Iterable[tuple[str, str]], kind: type) -> Mapping[str, str]:
    """The code, and the label in both languages, however it is spelt."""
    found = {word: one for word, one in ALSO.items() if isinstance(one, kind)}
    for one, label in labels:
        found[str(one)] = one  # type: ignore[assignment]
        for locale in ("en", "zh-CN"):
            with in_locale(locale):
                found[gettext(label).lower()] = one  # type: ignore[assignment]
    return found  # type: ignore[return-value]
