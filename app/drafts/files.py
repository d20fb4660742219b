"""An uploaded file into lines, by its name and its content (文件导入)."""

from app.drafts.docx import read_docx
from app.drafts.readers import (
    LARGEST_UPLOAD,
    EmptyFile,
    OldFormat,
    ReadDocument,
    TooLarge,
    WrongType,
    limited,
    read_markdown,
    read_text,
)


def read_draft(data: bytes, name: str) -> ReadDocument:
    """The lines of a draft (.docx, .md, .txt), ready for ``outline.parse``, and what was noticed.

    Raises:
        UnreadableDraft: a subclass for each reason; its one field error says what to do.
    """
    if not data:
        raise EmptyFile
    if len(data) > LARGEST_UPLOAD:
        raise TooLarge(megabytes=LARGEST_UPLOAD // 1024**2)
    match name.lower().rpartition(".")[2]:
        case "docx":
            document = read_docx(data, name)
        case "md" | "markdown":
            document = read_markdown(read_text(data, name))
        case "txt" | "text":
            document = ReadDocument(tuple(read_text(data, name).split("\n")))
        case "doc" | "wps":
            raise OldFormat
        case _:
            raise WrongType
    return limited(document)
