"""Word documents (.docx) into lines, safely: no entities, no network, nothing on disk, all bounded."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from app.drafts.numbering import Numbering
from app.drafts.readers import OLE_HEADER, OldFormat, ReadDocument, TooLarge, UnreadableDraft, WrongContent
from app.drafts.rules import DraftWarning, WarningCode

LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_PART = 40 * 1024 * 1024  # the text itself: a tree takes about ten times its size in memory
MOST_ENTRIES = 5_000
_DEEPEST = 200
# Properties, text boxes, the reading aid over a character, and the same drawing again for old programs.
_WORDLESS = ("pPr", "rPr", "txbxContent", "rt", "Fallback")


class UnpacksTooLarge(TooLarge):
    code = "E_DRAFT_BOMB"
    sentence = "Unpacked, the file is larger than {megabytes} MB. Please take large pictures out of it."


class BrokenFile(UnreadableDraft):
    code = "E_DRAFT_BROKEN"
    sentence = "The file is damaged. Please open it in Word or WPS and save it again as .docx."


class EncryptedFile(UnreadableDraft):
    code = "E_DRAFT_ENCRYPTED"
    sentence = "The file is protected by a password. Please remove the password and try again."


class HasMacros(UnreadableDraft):
    code = "E_DRAFT_MACROS"
    sentence = "The file contains macros. Please save it as .docx without macros."


class HasEntities(UnreadableDraft):
    code = "E_DRAFT_ENTITIES"
    sentence = "The file contains a document type declaration, which Word never writes. It was not read."


class HasTrackedChanges(UnreadableDraft):
    code = "E_DRAFT_TRACKED"
    sentence = "The file has tracked changes. Please accept or reject all of them in Word, save it, and try again."


def read_docx(data: bytes, name: str) -> ReadDocument:
    """The paragraphs and table rows of a .docx, automatic numbers included.

    Raises:
        UnreadableDraft: one of its subclasses, for everything that is not a plain, settled document.
    """
    if data.startswith(OLE_HEADER):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedFile
        raise OldFormat
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_package(package, name)
            document = _xml(package, "word/document.xml")
            styles = _xml(package, "word/styles.xml")
            numbering = _xml(package, "word/numbering.xml")
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
    ) as error:
        if not data.startswith(b"PK"):
            raise WrongContent(name=name) from error
        raise BrokenFile from error
    if document is None:
        raise WrongContent(name=name)
    return _Reading(document, Numbering(numbering, styles)).read()


def _check_package(package: zipfile.ZipFile, name: str) -> None:
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise UnpacksTooLarge(megabytes=LARGEST_UNPACKED // 1024**2)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise EncryptedFile
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise BrokenFile
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise WrongContent(name=name)
    types = _read_part(package, "[Content_Types].xml")
    if b"macroEnabled" in types or any(entry.lower().endswith("vbaproject.bin") for entry in names):
        raise HasMacros


def _read_part(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > LARGEST_PART:
        raise UnpacksTooLarge(megabytes=LARGEST_PART // 1024**2)
    return package.read(name)  # never more than the declared size, and the checksum is compared


def _xml(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    if name not in package.namelist():
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        recover=False,
    )
    part = _read_part(package, name)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise (HasEntities if b"<!DOCTYPE" in part[:4096] else BrokenFile) from error
    if root.getroottree().docinfo.doctype:
        raise HasEntities
    return root


class _Reading:
    """One pass over the document; collects lines and the kinds of things that were noticed."""

    def __init__(self, document: etree._Element, numbering: Numbering) -> None:
        self.document = document
        self.w = f"{{{etree.QName(document).namespace}}}"  # the transitional or the strict namespace
        self.numbering = numbering
        self.noticed: dict[WarningCode, None] = {}

    def read(self) -> ReadDocument:
        w = self.w
        tracked = (f"{w}ins", f"{w}del", f"{w}moveFrom", f"{w}moveTo", f"{w}cellIns", f"{w}cellDel")
        if next(self.document.iter(*tracked), None) is not None:
            raise HasTrackedChanges
        for tag, code in (
            ("txbxContent", WarningCode.TEXT_BOXES_LEFT_OUT),
            ("footnoteReference", WarningCode.NOTES_LEFT_OUT),
            ("endnoteReference", WarningCode.NOTES_LEFT_OUT),
        ):
            if next(self.document.iter(f"{w}{tag}"), None) is not None:
                self.noticed[code] = None
        body = self.document.find(f"{w}body")
        lines = [] if body is None else [line for line in self._block(body, 0) if line.strip()]
        if self.numbering.computed:
            self.noticed[WarningCode.AUTOMATIC_NUMBERS] = None
        if self.numbering.lost:
            self.noticed[WarningCode.AUTOMATIC_NUMBERS_LOST] = None
        return ReadDocument(tuple(lines), tuple(DraftWarning(code) for code in self.noticed))

    def _block(self, parent: etree._Element, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise BrokenFile
        w = self.w
        for element in parent:
            if element.tag == f"{w}p":
                yield from self._paragraph(element)
            elif element.tag == f"{w}tbl":
                self.noticed[WarningCode.TABLES_AS_LINES] = None
                for row in element.iter(f"{w}tr"):
                    cells = [" ".join(self._block(cell, depth + 1)).strip() for cell in row.iterchildren(f"{w}tc")]
                    yield "\t".join(cells)
            elif element.tag in (f"{w}sdt", f"{w}sdtContent", f"{w}customXml", f"{w}smartTag"):
                yield from self._block(element, depth + 1)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        text = "".join(self._words(paragraph, 0))
        if text.strip():
            text = self.numbering.label(paragraph) + text
        yield from text.split("\n")

    def _words(self, parent: etree._Element, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise BrokenFile
        w = self.w
        for element in parent:
            tag = element.tag
            if tag == f"{w}t":
                yield element.text or ""
            elif tag in (f"{w}br", f"{w}cr"):
                yield "\n"
            elif tag == f"{w}tab":
                yield "\t"
            elif tag == f"{w}noBreakHyphen":
                yield "-"
            elif tag == f"{w}r" and self._is_hidden(element):
                self.noticed[WarningCode.HIDDEN_TEXT_LEFT_OUT] = None
            elif isinstance(tag, str) and etree.QName(tag).localname not in _WORDLESS:
                yield from self._words(element, depth + 1)

    def _is_hidden(self, run: etree._Element) -> bool:
        vanish = run.find(f"{self.w}rPr/{self.w}vanish")
        return vanish is not None and vanish.get(f"{self.w}val") not in ("0", "false", "off")
