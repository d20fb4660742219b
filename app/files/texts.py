"""Bytes into text (文本解码): UTF-8 with or without a byte order mark, else GB18030, and nothing that only looks so."""

import re

from app.files.rules import OldOfficeFile, UnknownEncoding, WrongContent

OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_CONTENT = (
    b"PK\x03\x04",
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_text(data: bytes, name: str) -> str:
    """Decode a text file; every line ends with a line feed.

    Raises:
        OldOfficeFile, WrongContent, UnknownEncoding
    """
    if data.startswith(OLE_HEADER):
        raise OldOfficeFile
    if data.startswith(_OTHER_CONTENT):
        raise WrongContent(name=name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        raise UnknownEncoding
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_gb18030(data)
    if _BINARY.search(text):
        raise WrongContent(name=name)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x0b", "\n")


def _decode_gb18030(data: bytes) -> str:
    """GB18030 gives some meaning to almost any bytes, so the signs must also be common ones (GB 2312)."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise UnknownEncoding from None
    foreign = [sign for sign in text[:20_000] if not sign.isascii()]
    common = sum(1 for sign in foreign if len(sign.encode("gb2312", "ignore")) == 2)
    if common < 0.9 * len(foreign):
        raise UnknownEncoding
    return text
