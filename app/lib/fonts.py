"""Which characters the fonts of this machine can draw: their cmap tables, read without a font library.

A PDF that is accessible may not hold a character that no font draws, so one must know before it is set.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

Range = tuple[int, int]


class Coverage:
    """The characters that at least one of the fonts draws."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        merged: list[list[int]] = []
        for first, last in sorted(ranges):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        self._firsts = [first for first, _last in merged]
        self._lasts = [last for _first, last in merged]

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        at = bisect_right(self._firsts, code) - 1
        return at >= 0 and code <= self._lasts[at]


def read_coverage(paths: Iterable[str]) -> Coverage:
    """What these font files draw together. A file that nobody can read draws nothing."""
    ranges: list[Range] = []
    for path in sorted(set(paths)):
        try:
            with Path(path).open("rb") as file:
                for offset in _fonts_of(file):
                    ranges += _font_ranges(file, offset)
        except (OSError, struct.error):
            continue
    return Coverage(ranges)


def _fonts_of(file: BinaryIO) -> list[int]:
    """Where each font of the file begins: a collection holds several."""
    tag = file.read(4)
    if tag != b"ttcf":
        return [0]
    _version, count = struct.unpack(">II", file.read(8))
    return list(struct.unpack(f">{count}I", file.read(4 * count)))


def _font_ranges(file: BinaryIO, offset: int) -> list[Range]:
    file.seek(offset + 4)
    (tables,) = struct.unpack(">H6x", file.read(8))
    for _n in range(tables):
        tag, _checksum, place, _length = struct.unpack(">4sIII", file.read(16))
        if tag == b"cmap":
            return _cmap_ranges(file, place)
    return []


def _cmap_ranges(file: BinaryIO, place: int) -> list[Range]:
    """The ranges of the Unicode subtables; the one for all planes where there is one."""
    file.seek(place)
    (count,) = struct.unpack(">2xH", file.read(4))
    found: dict[int, int] = {}
    for _n in range(count):
        platform, encoding, offset = struct.unpack(">HHI", file.read(8))
        if (platform == 0 and encoding != 5) or (platform == 3 and encoding in (1, 10)):
            found[encoding] = offset
    ranges: list[Range] = []
    for offset in sorted(set(found.values())):
        file.seek(place + offset)
        (kind,) = struct.unpack(">H", file.read(2))
        ranges += {4: _format_4, 12: _format_12}.get(kind, _no_format)(file)
    return ranges


def _format_12(file: BinaryIO) -> list[Range]:
    (count,) = struct.unpack(">10xI", file.read(14))
    groups = struct.iter_unpack(">III", file.read(12 * count))
    return [(first, last) for first, last, glyph in groups if glyph or first != last]


def _format_4(file: BinaryIO) -> list[Range]:
    """Segments; those that lead to glyphs one by one may lead to none."""
    length, _language, doubled = struct.unpack(">HHH6x", file.read(12))
    count = doubled // 2
    body = file.read(length - 14)
    ends = struct.unpack_from(f">{count}H", body, 0)
    starts = struct.unpack_from(f">{count}H", body, 2 * count + 2)
    offsets_at = 6 * count + 2
    offsets = struct.unpack_from(f">{count}H", body, offsets_at)
    ranges: list[Range] = []
    for n in range(count):
        if offsets[n] == 0:
            ranges.append((starts[n], ends[n]))
            continue
        for code in range(starts[n], ends[n] + 1):
            at = offsets_at + 2 * n + offsets[n] + 2 * (code - starts[n])
            if at + 2 <= len(body) and struct.unpack_from(">H", body, at)[0]:
                ranges.append((code, code))
    return [(first, last) for first, last in ranges if first != 0xFFFF]


def _no_format(_file: BinaryIO) -> list[Range]:
    return []
