"""A ZIP file written piece by piece, the same for the same content, with a list of what is in it and its digests."""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from app.archives.rules import MANIFEST

EPOCH = (1980, 1, 1, 0, 0, 0)
"""ZIP knows no earlier day; the hour at which a file was packed is nobody's business."""


class Packer:
    """Writes one archive. Nothing of it is held in memory but the piece at hand."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.files: list[dict[str, Any]] = []

    def add(self, name: str, content: bytes) -> None:
        with self.open(name) as entry:
            entry.write(content)

    @contextmanager
    def open(self, name: str) -> Iterator["Entry"]:
        """An entry that is written in pieces."""
        with self._zip.open(_info(name), "w", force_zip64=True) as file:
            entry = Entry(file)
            yield entry
        self.files.append({"path": name, "bytes": entry.size, "sha256": entry.digest.hexdigest()})

    def close(self, facts: Mapping[str, Any]) -> str:
        """Write the list and end the file. Answers the SHA-256 of the list."""
        listed = dict(facts) | {"files": sorted(self.files, key=lambda one: str(one["path"]))}
        content = json.dumps(listed, ensure_ascii=False, indent=1, sort_keys=True).encode()
        self._zip.writestr(_info(MANIFEST), content)
        self._zip.close()
        return hashlib.sha256(content).hexdigest()


class Entry:
    """One file in the archive, while it is written."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self.size += len(piece)
        self.digest.update(piece)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info
