"""Office files (.docx, .xlsx) as packages of parts, opened safely: no entities, no network, no disk, all bounded."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lxml import etree

from app.files.rules import (
    BrokenFile,
    EncryptedFile,
    HasEntities,
    HasMacros,
    LoadsFromElsewhere,
    OldOfficeFile,
    PackedTooTightly,
    UnpacksTooLarge,
    UnsafePaths,
    WrongContent,
)
from app.files.texts import OLE_HEADER

LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_PART = 40 * 1024 * 1024  # a part that is read: a tree takes about ten times its size in memory
MOST_ENTRIES = 5_000
MOST_TIMES = 250  # how tightly a part may be packed; text of one sign repeated reaches 1,000
SMALL = 4 * 1024 * 1024  # below this size nobody is harmed, however tightly it is packed
_TYPES = "[Content_Types].xml"
_RUNS = ("vbaproject.bin", "vbadata.xml")
_RUNNING_FOLDERS = ("/macrosheets/", "/activex/", "/dialogsheets/")
_LOADED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/externalLinkPath")
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Package:
    """An Office file that passed every check of the whole; its parts are read one by one."""

    archive: zipfile.ZipFile
    names: frozenset[str]

    def part(self, name: str) -> bytes:
        """The bytes of a part: never more than the declared size, and the checksum is compared."""
        if self.archive.getinfo(name).file_size > LARGEST_PART:
            raise UnpacksTooLarge(megabytes=LARGEST_PART // 1024**2)
        return self.archive.read(name)

    def xml(self, name: str) -> etree._Element | None:
        """A part as a tree, or None where there is no such part. Raises HasEntities, BrokenFile."""
        return parse_xml(self.part(name)) if name in self.names else None


@contextmanager
def open_package(data: bytes, name: str) -> Iterator[Package]:
    """Open an Office file for reading; `name` is what its owner calls it.

    Raises:
        RefusedFile: a subclass for each reason, also for what goes wrong while the caller reads.
    """
    if data.startswith(OLE_HEADER):
        raise EncryptedFile if "EncryptedPackage".encode("utf-16-le") in data else OldOfficeFile
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            package = Package(archive, frozenset(archive.namelist()))
            if _TYPES not in package.names:
                raise WrongContent(name=name)
            _check_active(package)
            yield package
    except _FAULTS as error:
        if not data.startswith(b"PK"):
            raise WrongContent(name=name) from error
        raise BrokenFile from error


def parse_xml(part: bytes) -> etree._Element:
    """A part as a tree. Raises HasEntities, BrokenFile."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        recover=False,
    )
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise (HasEntities if b"<!DOCTYPE" in part[:4096] else BrokenFile) from error
    if root.getroottree().docinfo.doctype:
        raise HasEntities
    return root


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Sizes as they are declared: reading stops at them, so a lie is a damaged file and not a larger one."""
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise UnpacksTooLarge(megabytes=LARGEST_UNPACKED // 1024**2)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise EncryptedFile
        if entry.file_size > max(SMALL, MOST_TIMES * entry.compress_size):
            raise PackedTooTightly(times=MOST_TIMES)
        steps = entry.filename.replace("\\", "/").split("/")
        if ".." in steps or steps[0] == "" or ":" in steps[0]:
            raise UnsafePaths
    names = [entry.filename.lower() for entry in entries]  # Office compares names so: two in one are a trick
    if len(set(names)) != len(names):
        raise BrokenFile


def _check_active(package: Package) -> None:
    """Nothing that runs when the file is opened, and nothing that is loaded from the network then."""
    types = package.part(_TYPES)
    lower = [f"/{name.lower()}" for name in package.names]
    runs = any(name.endswith(_RUNS) or any(folder in name for folder in _RUNNING_FOLDERS) for name in lower)
    if runs or b"macroEnabled" in types or b"vbaProject" in types:
        raise HasMacros
    for name in package.names:
        if name.endswith(".rels"):
            _check_relations(parse_xml(package.part(name)))


def _check_relations(relations: etree._Element) -> None:
    for relation in relations:
        target = (relation.get("Target") or "").replace("\\", "/").strip().lower()
        is_outside = (relation.get("TargetMode") or "").lower() == "external"
        is_network = target.startswith(("http:", "https:", "ftp:", "//", "mhtml:", "file://"))
        if is_outside and is_network and (relation.get("Type") or "").endswith(_LOADED):
            raise LoadsFromElsewhere
