"""What a mail is to us: which number it names, whether a person wrote it, and where it may go."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.lib.errors import FormInvalid, Refused
from app.lib.i18n import gettext_noop as _
from app.receipts.rules import read_number

LARGEST_MAIL = 25 * 1024 * 1024
LARGEST_HEAD = 64 * 1024
MOST_TEXT = 20_000
MOST_FILES = 5
MOST_PARTS = 100

Fault = dict[str, Any]
"""What could not be taken: {text: msgid, params}."""
TOO_LARGE: Fault = {
    "text": _("The mail is too large; only its head was read. Please look into the mailbox itself."),
    "params": {},
}
BROKEN: Fault = {"text": _("The mail cannot be read. Please look into the mailbox itself."), "params": {}}
TOO_MANY: Fault = {
    "text": _("Only the first {most} attachments were taken. Please look into the mailbox itself."),
    "params": {"most": MOST_FILES},
}


class MailState(StrEnum):
    """Where a mail stands (来信状态)."""

    WAITING = "waiting"
    ON_CASE = "on_case"
    SET_ASIDE = "set_aside"


STATE_LABELS = {
    MailState.WAITING: _("Waiting for a person"),
    MailState.ON_CASE: _("On a case"),
    MailState.SET_ASIDE: _("Set aside"),
}


class Found(StrEnum):
    """By what its case was found (识别依据)."""

    NUMBER = "number"
    ANSWER = "answer"
    PERSON = "person"


FOUND_LABELS = {
    Found.NUMBER: _("by the number in it"),
    Found.ANSWER: _("as an answer to our mail"),
    Found.PERSON: _("by a person"),
}


class AlreadyOnCase(Refused):
    code = "E_MAIL_ON_CASE"
    message = "This mail is on a case already."


class NoSuchCase(FormInvalid):
    """Nothing has this number, or the person may not see it."""

    def __init__(self) -> None:
        message = _("No case has this number. Please enter the register number or the number of the receipt.")
        super().__init__(FormInvalid.of("number", message).errors)


_NUMBER = re.compile(r"SQ[\s\-—–_]{0,3}\d{4}[\s\-—–_]{0,3}[0-9A-Z]{4,6}[\s\-—–_]{0,3}\d{2}(?!\d)", re.IGNORECASE)
_AUTOMATIC = re.compile("auto-reply|autoreply|out of office|自动回复|自动答复", re.IGNORECASE)


def find_numbers(*texts: str) -> list[str]:
    """The receipt numbers of requests (SQ-…) that stand in the texts, as they are written officially."""
    found = []
    for text in texts:
        for hit in _NUMBER.finditer(unicodedata.normalize("NFKC", text)):
            number = read_number(re.sub(r"[\s—–_]", "-", hit[0]))
            if number and number not in found:
                found.append(number)
    return found


def is_automatic(head: Mapping[str, str]) -> bool:
    """Whether a program wrote it (RFC 3834): answering or keeping it would feed a loop. Keys are in small letters."""
    if head.get("auto-submitted", "no").split(";")[0].strip().lower() not in ("no", ""):
        return True
    if head.get("precedence", "").strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if "list-id" in head or head.get("return-path", "").strip() == "<>" or "x-autoreply" in head:
        return True
    if head.get("content-type", "").lower().startswith("multipart/report"):
        return True
    return bool(_AUTOMATIC.match(head.get("subject", "").strip()))
