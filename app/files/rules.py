"""What may be stored, under which name, and every refusal with what to do instead."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.lib.errors import DomainError, FieldError, FormInvalid
from app.lib.i18n import gettext_noop as _

LARGEST_FILE = 10 * 1024 * 1024
"""An attachment; the original of a draft may be larger."""
LONGEST_NAME = 120


class FileKind(StrEnum):
    """What a file is by its content (文件类型)."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    TXT = "txt"
    JPG = "jpg"
    PNG = "png"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.TXT: "text/plain",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
}
ENDINGS = {
    "pdf": FileKind.PDF,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "txt": FileKind.TXT,
    "text": FileKind.TXT,
    "md": FileKind.TXT,
    "markdown": FileKind.TXT,
    "jpg": FileKind.JPG,
    "jpeg": FileKind.JPG,
    "png": FileKind.PNG,
}
"""Endings of names, and what must be in such a file."""


class RefusedFile(FormInvalid):
    """A file that cannot be taken; each subclass says why and what to do, beside the field ``file``."""

    code = "E_FILE_REFUSED"
    sentence = "This file cannot be read."

    def __init__(self, **params: object) -> None:
        super().__init__([FieldError("file", self.sentence, params)])


class EmptyFile(RefusedFile):
    code = "E_FILE_EMPTY"
    sentence = "The file is empty."


class TooLarge(RefusedFile):
    code = "E_FILE_TOO_LARGE"
    sentence = "The file is too large. At most {megabytes} MB are taken."


class WrongType(RefusedFile):
    code = "E_FILE_TYPE"
    sentence = "Only PDF, .docx, .xlsx, .txt, JPG and PNG files are taken. Please save the file as one of these."


class OldOfficeFile(RefusedFile):
    code = "E_FILE_OLD_FORMAT"
    sentence = "Files of the kinds .doc, .xls, .ppt and .wps are not taken. Please save it as .docx, .xlsx or PDF."


class WrongContent(RefusedFile):
    code = "E_FILE_CONTENT"
    sentence = "What is in the file is not what its name {name} says. Please open it and save it again."


class UnknownEncoding(RefusedFile):
    code = "E_FILE_ENCODING"
    sentence = "The text is neither UTF-8 nor GB18030. Please save it as UTF-8."


class BrokenFile(RefusedFile):
    code = "E_FILE_BROKEN"
    sentence = "The file is damaged. Please open it in the program that made it, save it again and try once more."


class EncryptedFile(RefusedFile):
    code = "E_FILE_ENCRYPTED"
    sentence = "The file is protected by a password. Please remove the password and try again."


class UnpacksTooLarge(RefusedFile):
    code = "E_FILE_BOMB"
    sentence = "Unpacked, the file is larger than {megabytes} MB. Please take large pictures out of it."


class PackedTooTightly(RefusedFile):
    code = "E_FILE_RATIO"
    sentence = "The file is packed more than {times} times, which no ordinary document is. It was not opened."


class UnsafePaths(RefusedFile):
    code = "E_FILE_PATHS"
    sentence = "Parts of the file have names that lead out of it. It was not opened. Please save it again."


class HasEntities(RefusedFile):
    code = "E_FILE_ENTITIES"
    sentence = "The file contains a document type declaration, which Office programs never write. It was not read."


class HasMacros(RefusedFile):
    code = "E_FILE_MACROS"
    sentence = "The file contains macros or controls. Please save it without them, as .docx or .xlsx."


class LoadsFromElsewhere(RefusedFile):
    code = "E_FILE_REMOTE"
    sentence = "When opened, the file would load a template or an object from the network. Please take it out."


class HasScripts(RefusedFile):
    code = "E_FILE_SCRIPTS"
    sentence = "The PDF contains scripts, commands or files inside it. Please print it to a new PDF and try again."


class TooManyFiles(RefusedFile):
    code = "E_FILE_TOO_MANY"
    sentence = "At most {most} files can be attached. Please take one away first, or put several into one."


class FileLost(DomainError):
    """The bytes are missing or not those that were stored: a fault of ours, logged where it is found."""

    status = 500
    code = "E_FILE_LOST"
    message = _("This file is missing or damaged on our side. It was noted; please ask the office for it meanwhile.")


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be stored: the name it keeps, what it is, and its bytes, without what pictures carry unseen."""

    name: str
    kind: FileKind
    data: bytes


def clean_name(name: str) -> str:
    """The last part of a file's name, without signs that hide or turn around what is read (文件名).

    Composed as people type it (macOS sends accents apart); cut in the middle so that the ending stays.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign if sign.isprintable() else " " for sign in last if unicodedata.category(sign) != "Cf")
    tidy = " ".join("".join("_" if sign in '<>:"|?*' else sign for sign in kept).split()).lstrip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if not dot:
        return tidy[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if len(ending) < 12 else tidy[:LONGEST_NAME]


def ending_of(name: str) -> str:
    """What stands after the last full stop of a name, in small letters; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
