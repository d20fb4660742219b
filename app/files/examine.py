"""What a file is, by its content, and whether it may be stored (文件检查). Pure; slow for large files: use a thread."""

from app.files.packages import open_package
from app.files.pdfs import PDF_HEADER, check_pdf
from app.files.pictures import JPG_HEADER, PNG_HEADER, clean_jpg, clean_png
from app.files.rules import (
    ENDINGS,
    LARGEST_FILE,
    EmptyFile,
    EncryptedFile,
    Examined,
    FileKind,
    OldOfficeFile,
    TooLarge,
    WrongContent,
    WrongType,
    clean_name,
    ending_of,
)
from app.files.texts import OLE_HEADER, read_text


def examine(name: str, data: bytes, *, largest: int = LARGEST_FILE) -> Examined:
    """The file as it may be stored: its cleaned name, its kind, its bytes without what pictures carry unseen.

    Raises:
        RefusedFile: a subclass for each reason; its one field error says what to do.
    """
    name = clean_name(name)
    if not data:
        raise EmptyFile
    if len(data) > largest:
        raise TooLarge(megabytes=largest // 1024**2)
    kind = find_kind(name, data)
    expected = ENDINGS.get(ending_of(name))
    if kind is None or (expected is None and kind is FileKind.TXT):
        raise WrongType
    if kind is not expected:
        raise WrongContent(name=name)
    if kind is FileKind.PDF:
        check_pdf(data)
    elif kind is FileKind.PNG:
        data = clean_png(data)
    elif kind is FileKind.JPG:
        data = clean_jpg(data)
    return Examined(name, kind, data)


def find_kind(name: str, data: bytes) -> FileKind | None:
    """What is in the file, whatever it is called; None for what is not taken.

    Raises:
        RefusedFile: for Office files and texts that are recognised and cannot be taken.
    """
    if data.startswith(PDF_HEADER):
        return FileKind.PDF
    if data.startswith(PNG_HEADER):
        return FileKind.PNG
    if data.startswith(JPG_HEADER):
        return FileKind.JPG
    if data.startswith(OLE_HEADER):
        raise EncryptedFile if "EncryptedPackage".encode("utf-16-le") in data else OldOfficeFile
    if data.startswith(b"PK"):
        return _find_office_kind(name, data)
    if ENDINGS.get(ending_of(name)) not in (FileKind.TXT, None):
        raise WrongContent(name=name)
    if ending_of(name) in ("txt", "text", "md", "markdown"):
        read_text(data, name)
        return FileKind.TXT
    return None


def _find_office_kind(name: str, data: bytes) -> FileKind | None:
    if ENDINGS.get(ending_of(name)) not in (FileKind.DOCX, FileKind.XLSX) and b"[Content_Types].xml" not in data:
        return None  # a plain archive: say what is taken rather than that it is a damaged document
    with open_package(data, name) as package:
        if "word/document.xml" in package.names:
            return FileKind.DOCX
        if "xl/workbook.xml" in package.names:
            return FileKind.XLSX
    return None
