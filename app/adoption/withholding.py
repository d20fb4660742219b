"""Words of citizens in a frozen report, and what becomes of the report when they are no longer shown. Pure.

The report quotes one comment of each group. When that comment is hidden, or masked otherwise, after publication, its
words leave every page and file. The digest of the document as it was published cannot fit such a file; the seal does:
it is the digest of the document with each group's quoted words replaced by their own salted digest. So whoever reads
the shortened file can still check that nothing else was changed, and nobody can guess the words from their digest.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from app.adoption.document import canonical, digest_of


def salted(group: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """A group ready to be frozen: which of its fields are a citizen's words, and the salt of their digest."""
    fields = [name for name, is_quoted in (("title", group["is_title_quoted"]), ("example", True)) if is_quoted]
    quoted = [name for name in fields if group[name]]
    return dict(group) | ({"quoted": quoted, "salt": salt} if quoted else {})


def seal(document: Mapping[str, Any]) -> str:
    """Digest of a document without its quoted words: the same before and after words were withheld."""
    groups = [_sealed(one) for one in document["groups"]]
    return digest_of(canonical(dict(document) | {"groups": groups}))


def shown_now(group: Mapping[str, Any], *, title: str, example: str, is_title_quoted: bool) -> dict[str, Any]:
    """A frozen group as everybody may read it today, when its comment reads so today (empty: it is not shown)."""
    now = {"title": title if is_title_quoted else group["title"], "example": example}
    if all(group[name] == words for name, words in now.items()):
        return dict(group)
    kept = {name: value for name, value in group.items() if name != "salt"}
    if "salt" in group:
        kept["words_digest"] = _words_digest(group)
    return kept | now | {"is_withheld": True}


def _sealed(group: Mapping[str, Any]) -> dict[str, Any]:
    left_out = {"salt", "is_withheld", *group.get("quoted", ())}
    kept = {name: value for name, value in group.items() if name not in left_out}
    return kept | ({"words_digest": _words_digest(group)} if "salt" in group else {})


def _words_digest(group: Mapping[str, Any]) -> str:
    words = {name: group[name] for name in group["quoted"]}
    return hashlib.sha256((group["salt"] + canonical(words)).encode()).hexdigest()
