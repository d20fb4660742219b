"""An uploaded file into lines, by its name and its content (文件导入)."""

from app.drafts.docx import read_docx
from app.drafts.readers import (
    LARGEST_UPLOAD,
    OldFormat,
    OtherWordFile,
    PdfDraft,
    PictureDraft,
    ReadDocument,
    WrongType,
    limited,
    read_markdown,
)
from app.files.pdfs import PDF_HEADER
from app.files.rules import EmptyFile, EncryptedFile, HasMacros, RefusedFile, TooLarge, ending_of
from app.files.texts import OLE_HEADER, read_text

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_BY_ENDING: dict[str, type[RefusedFile]] = {
    "doc": OldFormat, "wps": OldFormat, "wpt": OldFormat, "dot": OldFormat, "rtf": OtherWordFile, "odt": OtherWordFile,
    "fodt": OtherWordFile, "pdf": PdfDraft, "jpg": PictureDraft, "jpeg": PictureDraft, "png": PictureDraft,
    "gif": PictureDraft, "bmp": PictureDraft, "tif": PictureDraft, "tiff": PictureDraft, "docm": HasMacros,
    "dotm": HasMacros,
}  # fmt: skip


def read_draft(data: bytes, name: str, *, accept_changes: bool = False) -> ReadDocument:
    """The lines of a draft (.docx, .md, .txt), ready for ``outline.parse``, and what was noticed.

    Raises:
        RefusedFile: a subclass for each reason; its one field error says what to do.
        HasTrackedChanges: unless `accept_changes` says to read it as if all of them were accepted.
    """
    if not data:
        raise EmptyFile
    if len(data) > LARGEST_UPLOAD:
        raise TooLarge(megabytes=LARGEST_UPLOAD // 1024**2)
    _refuse_others(data, name)
    match ending_of(name):
        case "docx":
            document = read_docx(data, name, accept_changes=accept_changes)
        case "md" | "markdown":
            document = read_markdown(read_text(data, name))
        case "txt" | "text":
            document = ReadDocument(tuple(read_text(data, name).split("\n")))
        case _:
            raise WrongType
    return limited(document)


def _refuse_others(data: bytes, name: str) -> None:
    """Files that are recognised, by what is in them first, then by their name: each with the way that leads on."""
    if data.startswith(OLE_HEADER):
        raise EncryptedFile if "EncryptedPackage".encode("utf-16-le") in data else OldFormat
    if data.startswith(PDF_HEADER):
        raise PdfDraft
    if data.startswith(b"{\\rtf") or (data.startswith(b"PK") and _OPEN_DOCUMENT in data[:200]):
        raise OtherWordFile
    if data.startswith(_PICTURES):
        raise PictureDraft
    if refusal := _BY_ENDING.get(ending_of(name)):
        raise refusal
