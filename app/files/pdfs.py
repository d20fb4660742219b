"""PDF files: nothing that runs, nothing packed inside, and nothing that could not be looked into (PDF 检查).

Names are looked for in the whole file and in its packed objects. This finds what a reader would find in a file written
the ordinary way; it is no proof against a file that is made to be read in two ways.
"""

import re
import zlib

from app.files.rules import BrokenFile, EncryptedFile, HasScripts

PDF_HEADER = b"%PDF-"
LARGEST_UNPACKED = 100 * 1024 * 1024
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_END_OF_NAME = rb"(?=[\s/<>\[\](){}%]|\Z)"
_RUNS = re.compile(
    rb"/(?:JavaScript|Launch|RichMedia|Rendition|ImportData|SubmitForm|EmbeddedFiles?|GoToE|XFA)" + _END_OF_NAME
)
_LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_STREAM = re.compile(rb"\bstream\r?\n")
_PACKED_OBJECTS = re.compile(rb"/Type\s*/ObjStm" + _END_OF_NAME)
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_LONGEST_DICTIONARY = 2_000


def check_pdf(data: bytes) -> None:
    """Refuse what runs or hides. Raises BrokenFile, EncryptedFile, HasScripts."""
    if b"%%EOF" not in data[-2048:]:
        raise BrokenFile
    plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data)
    if _LOCKED.search(plain):
        raise EncryptedFile
    if _RUNS.search(plain):
        raise HasScripts
    left = LARGEST_UNPACKED
    for start in _STREAM.finditer(data):
        before = data[max(0, start.start() - _LONGEST_DICTIONARY) : start.start()]
        dictionary = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), before.rpartition(b" obj")[2])
        if not _PACKED_OBJECTS.search(dictionary):
            continue
        objects = _unpacked(data, start.end(), dictionary, left)
        left -= len(objects)
        if _RUNS.search(_ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), objects)):
            raise HasScripts


def _unpacked(data: bytes, start: int, dictionary: bytes, most: int) -> bytes:
    """The objects of one packed stream. What cannot be unpacked cannot be looked into, so it is refused."""
    packing = _FILTER.search(dictionary)
    if packing is None:
        return data[start : data.find(b"endstream", start)]
    if packing[1].strip(b"[] \r\n\t") not in (b"/FlateDecode", b"/Fl"):
        raise HasScripts
    unpacker = zlib.decompressobj()
    try:
        objects = unpacker.decompress(data[start:], most + 1)
    except zlib.error as error:
        raise BrokenFile from error
    if len(objects) > most:
        raise HasScripts
    return objects
