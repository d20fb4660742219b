"""Small files of every kind, made by hand: what is in them is known to the byte."""

import io
import struct
import zipfile
import zlib

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def png(*more: tuple[bytes, bytes]) -> bytes:
    """One grey point, with further chunks before its end."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\x80")),
        *more,
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big") for kind, body in chunks
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def exif(orientation: int, order: str = ">") -> bytes:
    """A place and a device, and which way is up."""
    head = {">": b"MM", "<": b"II"}[order]
    entries = struct.pack(f"{order}H", 2)
    entries += struct.pack(f"{order}HHII", 0x010F, 2, 4, 0x41424300)
    entries += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + head + struct.pack(f"{order}HI", 42, 8) + entries + b"GPS 31.23 121.47"


SCAN = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56\xff\xff\x00"


def jpg(*segments: bytes, end: bytes = b"\xff\xd9") -> bytes:
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01") + b"".join(segments) + segment(0xDB, b"\0" * 65) + SCAN + end


def pdf(objects: bytes = b"", *, trailer: bytes = b"<</Root 1 0 R>>") -> bytes:
    head = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n"
    return head + objects + b"\ntrailer\n" + trailer + b"\nstartxref\n9\n%%EOF\n"


def packed_objects(content: bytes, packing: bytes = b"/Filter /FlateDecode") -> bytes:
    body = zlib.compress(content) if b"Flate" in packing else content
    return b"5 0 obj\n<</Type /ObjStm /N 1 /First 4 %s /Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        packing,
        len(body),
        body,
    )


def package(*, main: str = "word/document.xml", types: str = TYPES, **parts: str | bytes) -> bytes:
    """An Office file; further parts by name, with __ for / and _xml, _bin, _rels for the ending."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(main, "<x/>")
        for name, part in parts.items():
            for ending in ("xml", "bin", "rels"):
                name = name.removesuffix(f"_{ending}") + (f".{ending}" if name.endswith(f"_{ending}") else "")
            archive.writestr(name.replace("__", "/"), part)
    return stream.getvalue()


def docx() -> bytes:
    return package()


def xlsx() -> bytes:
    return package(main="xl/workbook.xml")


def relation(kind: str, target: str, mode: str = "External") -> str:
    one = f'<Relationship Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f"<Relationships>{one}</Relationships>"
