"""Pictures without what they carry unseen (图片元数据): place, device, author, thumbnails, what hangs behind the end.

Only whole segments are left out; the picture itself is not decoded, so nothing of it changes. Which way is up is kept.
"""

import struct
import zlib

from app.files.rules import BrokenFile

PNG_HEADER = b"\x89PNG\r\n\x1a\n"
JPG_HEADER = b"\xff\xd8\xff"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
_STANDING_ALONE = {0x01, *range(0xD0, 0xD8)}
_APP0, _APP1, _APP2, _APP14, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_SCAN, _END = 0xDA, 0xD9
_ORIENTATION = 0x0112


def clean_png(data: bytes) -> bytes:
    """A PNG with the chunks that draw it, and no others. Raises BrokenFile."""
    kept, place = [PNG_HEADER], len(PNG_HEADER)
    while True:
        if place + 12 > len(data):
            raise BrokenFile
        size = int.from_bytes(data[place : place + 4], "big")
        kind, end = data[place + 4 : place + 8], place + 12 + size
        if end > len(data) or zlib.crc32(data[place + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise BrokenFile
        if (place == len(PNG_HEADER)) != (kind == b"IHDR"):
            raise BrokenFile
        if kind in _PNG_KEPT:
            kept.append(data[place:end])
        if kind == b"IEND":
            return b"".join(kept)
        place = end


def clean_jpg(data: bytes) -> bytes:
    """A JPEG without EXIF, XMP, IPTC, comments and anything behind its end. Raises BrokenFile."""
    kept, place, has_picture = [data[:2]], 2, False
    while True:
        if place + 4 > len(data) and data[place : place + 2] != bytes([0xFF, _END]):
            raise BrokenFile
        if data[place] != 0xFF:
            raise BrokenFile
        marker = data[place + 1]
        if marker == 0xFF:  # filling
            place += 1
            continue
        if marker == _END:
            if not has_picture:
                raise BrokenFile
            return b"".join([*kept, bytes([0xFF, _END])])
        if marker in _STANDING_ALONE:
            kept.append(data[place : place + 2])
            place += 2
            continue
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if end < place + 4 or end > len(data):
            raise BrokenFile
        kept.append(_kept_segment(marker, data[place:end]))
        if marker == _SCAN:
            has_picture = True
            scan_end = _end_of_scan(data, end)
            kept.append(data[end:scan_end])
            end = scan_end
        place = end


def _kept_segment(marker: int, segment: bytes) -> bytes:
    body = segment[4:]
    if marker == _APP1 and body.startswith(b"Exif\0\0"):
        return _upright(_orientation(body[6:]))
    if marker == _APP2:
        return segment if body.startswith(b"ICC_PROFILE\0") else b""
    if marker in (_APP0, _APP14):
        return segment if body.startswith((b"JFIF\0", b"Adobe")) else b""
    return b"" if _APP0 <= marker <= 0xEF or marker == _COMMENT else segment


def _end_of_scan(data: bytes, place: int) -> int:
    """Where the drawn points end: at the next marker that is neither a stuffed byte nor a restart."""
    while (place := data.find(b"\xff", place)) >= 0 and place + 1 < len(data):
        if data[place + 1] and not 0xD0 <= data[place + 1] <= 0xD7 and data[place + 1] != 0xFF:
            return place
        place += 1 if data[place + 1] == 0xFF else 2
    raise BrokenFile


def _orientation(exif: bytes) -> int:
    """Which way is up, 1 to 8; 1 where it is not said or not readable."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    try:
        if order is None:
            return 1
        (first,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, first)
        for entry in range(min(count, 200)):
            tag, kind, _n, value = struct.unpack_from(f"{order}HHIH", exif, first + 2 + 12 * entry)
            if tag == _ORIENTATION and kind == 3:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _upright(orientation: int) -> bytes:
    """A segment that says which way is up, and nothing else; none where up is up."""
    if orientation == 1:
        return b""
    exif = b"Exif\0\0" + struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return bytes([0xFF, _APP1]) + (len(exif) + 2).to_bytes(2, "big") + exif
