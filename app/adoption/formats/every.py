"""All files of a report in one go: the process that writes them is started once."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from app.adoption.document import canonical
from app.adoption.formats.csv import write_csv
from app.adoption.formats.docx import write_docx
from app.adoption.formats.pdf import write_pdf
from app.adoption.formats.xlsx import write_xlsx
from app.lib.apart import CannotMake
from app.lib.i18n import gettext_noop as _

BROKEN = _("This file could not be made. It is tried again every hour; the web page says the same.")


class Made(msgspec.Struct):
    """One file, or why there is none."""

    content: bytes = b""
    fault: str = ""
    """An English msgid."""
    cause: str = ""
    """For the log: never a word of the report."""


def write_json(data: Mapping[str, Any]) -> bytes:
    """The report itself, character by character as it was frozen."""
    return canonical(data["document"]).encode()


WRITERS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "pdf": write_pdf,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "json": write_json,
}


def write_every(data: Mapping[str, Any]) -> bytes:
    """The files of `data["kinds"]`, packed for `read_every`. One that fails does not keep the others back."""
    return msgspec.msgpack.encode({kind: _write(kind, data) for kind in data["kinds"]})


def read_every(packed: bytes) -> dict[str, Made]:
    return msgspec.msgpack.decode(packed, type=dict[str, Made])


def _write(kind: str, data: Mapping[str, Any]) -> Made:
    try:
        return Made(content=WRITERS[kind](data))
    except CannotMake as cannot:
        return Made(fault=cannot.message)
    except Exception as error:
        return Made(fault=BROKEN, cause=type(error).__name__)
