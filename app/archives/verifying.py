"""Checking an archive without the site (核验归档包): every file there, none too many, each with its digest."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.archives.rules import COMMENTS, FORMAT, MANIFEST, REPORT

PIECE = 1024 * 1024
LARGEST_LIST = 5_000_000


@dataclass(frozen=True)
class Problem:
    """What is wrong: a kind (missing, extra, twice, digest, size, comments, report) and where."""

    kind: str
    path: str


@dataclass
class Verdict:
    """What was found. Sound where there is no problem."""

    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    manifest_digest: str = ""
    title: str = ""

    def found(self, kind: str, path: str) -> None:
        self.problems.append(Problem(kind, path))


class NotAnArchive(Exception):
    """The file is no archive of ours, or too damaged to be opened."""


def verify(path: Path) -> Verdict:
    """Read every file once and compare. Reads no more than the list says, so a file that unpacks without end is
    noticed and not followed. Raises NotAnArchive."""
    try:
        with zipfile.ZipFile(path) as packed:
            return _verify(packed)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, TypeError, NotImplementedError) as error:
        raise NotAnArchive(str(error)) from error


def _verify(packed: zipfile.ZipFile) -> Verdict:
    if packed.getinfo(MANIFEST).file_size > LARGEST_LIST:
        raise ValueError(MANIFEST)
    content = packed.read(MANIFEST)
    manifest = json.loads(content)
    if manifest["format"] != FORMAT:
        raise ValueError("format")
    verdict = Verdict(manifest_digest=hashlib.sha256(content).hexdigest(), title=str(manifest["title"]))
    listed = {str(one["path"]): one for one in manifest["files"]}
    names = packed.namelist()
    for name in sorted({name for name in names if names.count(name) > 1}):
        verdict.found("twice", name)
    for name in sorted(set(names) - set(listed) - {MANIFEST}):
        verdict.found("extra", name)
    for name, one in listed.items():
        if name not in names:
            verdict.found("missing", name)
        else:
            _check(packed, name, one, manifest, verdict)
    return verdict


def _check(packed: zipfile.ZipFile, name: str, one: dict[str, Any], manifest: dict[str, Any], verdict: Verdict) -> None:
    digest, size, lines = hashlib.sha256(), 0, 0
    try:
        for piece in _pieces(packed, name, int(one["bytes"])):
            digest.update(piece)
            size += len(piece)
            lines += piece.count(b"\n")
    except (zipfile.BadZipFile, EOFError):
        verdict.found("digest", name)
        return
    verdict.files += 1
    if size != one["bytes"]:
        verdict.found("size", name)
    elif digest.hexdigest() != one["sha256"]:
        verdict.found("digest", name)
    elif name == COMMENTS and lines != manifest["comments"]:
        verdict.found("comments", name)
    elif name == REPORT and digest.hexdigest() != manifest["report_digest"]:
        verdict.found("report", name)


def _pieces(packed: zipfile.ZipFile, name: str, expected: int) -> Iterator[bytes]:
    """The file, and at most one byte more than it should have."""
    left = expected + 1
    with packed.open(name) as file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
