"""A mail as it came over the wire becomes text and files. Pure. Nothing in it is run, nothing it names is fetched."""

import email
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any, cast

from app.mailbox.rules import (
    BROKEN,
    LARGEST_HEAD,
    MOST_FILES,
    MOST_PARTS,
    MOST_TEXT,
    TOO_LARGE,
    TOO_MANY,
    Fault,
    is_automatic,
)

BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "table", "ul", "ol", "pre"})
UNSEEN = frozenset({"script", "style", "head", "template", "noscript", "iframe", "object", "svg"})


@dataclass(frozen=True)
class MailFile:
    """One attachment as it was sent."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ReadMail:
    """What is kept of a mail. `faults` say what could not be taken."""

    message_id: str = ""
    references: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    text: str = ""
    sent_at: datetime | None = None
    files: tuple[MailFile, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_automatic: bool = False

    @property
    def key(self) -> str:
        """The same mail delivered twice has the same key, whatever its way added to its head (hex SHA-256)."""
        digest = hashlib.sha256()
        files = [hashlib.sha256(one.data).hexdigest() for one in self.files]
        for part in (self.message_id, self.sender, self.subject, str(self.sent_at), self.text, *files):
            digest.update(part.encode(errors="replace") + b"\0")
        return digest.hexdigest()


def read_mail(raw: bytes, *, is_cut: bool = False) -> ReadMail:
    """Text and files of a mail. What cannot be read leaves a fault, never an exception."""
    faults = [TOO_LARGE] if is_cut else []
    head_end = min((at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0), default=len(raw))
    if head_end > LARGEST_HEAD:
        return ReadMail(subject="", faults=(BROKEN,), message_id=hashlib.sha256(raw).hexdigest())
    try:
        message = cast(EmailMessage, email.message_from_bytes(raw, policy=default))
        return _read(message, faults)
    except Exception:  # a hostile mail may break the parser anywhere; what is left of it is its digest
        return ReadMail(faults=(*faults, BROKEN), message_id=hashlib.sha256(raw).hexdigest())


def _read(message: EmailMessage, faults: list[Fault]) -> ReadMail:
    head = {name.lower(): _header(message, name) for name in dict.fromkeys(message.keys())}
    plain, rich = "", ""
    files: list[MailFile] = []
    for part in _leaves(message):
        kind, name = part.get_content_type(), _name(part)
        is_body = kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment" and not name
        if is_body and kind == "text/plain":
            plain += ("\n" if plain else "") + _decode(part)
        elif is_body:
            rich += ("\n" if rich else "") + html_to_text(_decode(part))
        elif len(files) < MOST_FILES:
            files.append(MailFile(name or f"unnamed.{part.get_content_subtype()}", _bytes(part)))
        elif TOO_MANY not in faults:
            faults.append(TOO_MANY)
    return ReadMail(
        message_id=head.get("message-id", "").strip()[:500],
        references=tuple(tidy(f"{head.get('in-reply-to', '')} {head.get('references', '')}").split())[:50],
        sender=tidy(parseaddr(head.get("from", ""))[1])[:320],
        subject=tidy(head.get("subject", ""))[:300],
        text=tidy(plain or rich)[:MOST_TEXT],
        sent_at=_moment(head.get("date", "")),
        files=tuple(files),
        faults=tuple(faults),
        is_automatic=is_automatic(head),
    )


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something, in order; a mail inside a mail is not looked into. By hand: nesting is theirs."""
    waiting: list[Any] = [message]
    for _n in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = payload
        else:
            yield part


def _header(message: EmailMessage, name: str) -> str:
    """A header in words. Bytes that nobody declared are UTF-8 or GB18030, as offices send them."""
    for key, raw in message.raw_items():
        if key.lower() == name.lower() and any("\udc80" <= sign <= "\udcff" for sign in str(raw)):
            return _guess(str(raw).encode("ascii", "surrogateescape"))
    try:
        return str(message.get(name, ""))
    except Exception:  # the library's parser of addresses and dates stumbles over nonsense
        return ""


def _bytes(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except Exception:  # as above
        return ""


def _decode(part: EmailMessage) -> str:
    """By the declared charset, GB2312 and GBK read as GB18030; else UTF-8, else GB18030."""
    data, charset = _bytes(part), (part.get_content_charset() or "").lower()
    try:
        return data.decode("gb18030" if charset in ("gb2312", "gbk", "gb18030", "x-gbk") else charset)
    except (LookupError, ValueError):
        return _guess(data)


def _guess(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def tidy(text: str) -> str:
    """Without signs that hide or turn around what is read; at most two blank lines in a row."""
    shown = "".join(
        sign
        for sign in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\xa0", " ")
        if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    lines = [line.rstrip() for line in shown.split("\n")]
    return "\n".join(line for n, line in enumerate(lines) if line or n < 2 or lines[n - 1] or lines[n - 2]).strip()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._hidden.append(tag)
        elif tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and tag in self._hidden:
            self._hidden.remove(tag)
        elif tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def html_to_text(html: str) -> str:
    """The words of an HTML mail, line by line; nothing of what it would load, run or hide."""
    reader = _Text()
    reader.feed(html[: 20 * MOST_TEXT])
    reader.close()
    return "".join(reader.pieces)
