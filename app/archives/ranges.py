"""Which part of a file is asked for (RFC 9110, 14): one range of bytes, or all of it. Pure."""

import re

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def read_range(asked: str, size: int) -> range | None:
    """The bytes to send; all without a header. None where they cannot be sent (416), so for several ranges at once."""
    if not asked:
        return range(size)
    found = _ONE.fullmatch(asked.strip())
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:  # the last so many bytes
        return range(max(0, size - int(last)), size) if int(last) and size else None
    end = min(int(last) + 1, size) if last else size
    return range(int(first), end) if int(first) < end else None
