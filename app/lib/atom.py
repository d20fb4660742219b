"""Feeds as RFC 4287 writes them. Pure: what stands in a feed comes in, bytes go out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MEDIA_TYPE = "application/atom+xml"

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One entry. `key` names it within what it belongs to, and never changes."""

    subject: UUID
    key: str
    title: str
    summary: str
    href: str
    updated: datetime
    published: datetime
    author: str


@dataclass(frozen=True)
class Feed:
    title: str
    self_href: str
    """Address of this feed as it was asked for."""
    alternate_href: str
    """The page that says the same."""
    lasting: str
    """Address without the choice of language: names the feed."""
    author: str
    locale: str
    began: datetime
    """What the feed says of its age while it is empty."""
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """The latest change of anything in it."""
        return max((one.updated for one in self.entries), default=self.began)


def clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def write(feed: Feed) -> bytes:
    """The document, always the same for the same feed."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(f"{{{XML}}}lang", feed.locale)
    _add(root, "id", _urn(uuid5(NAMESPACE_URL, feed.lasting)))
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    _link(root, "self", feed.self_href, MEDIA_TYPE)
    _link(root, "alternate", feed.alternate_href, "text/html")
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "generator", "Daylight")
    for one in feed.entries:
        entry = _add(root, "entry")
        _add(entry, "id", _urn(uuid5(one.subject, one.key)))
        _add(entry, "title", one.title)
        _add(entry, "updated", _moment(one.updated))
        _add(entry, "published", _moment(one.published))
        _link(entry, "alternate", one.href, "text/html")
        _add(_add(entry, "author"), "name", one.author)
        _add(entry, "summary", one.summary).set("type", "text")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    if text is not None:
        node.text = clean(text)
    return node


def _link(parent: etree._Element, rel: str, href: str, media_type: str) -> None:
    node = _add(parent, "link")
    node.set("rel", rel)
    node.set("type", media_type)
    node.set("href", clean(href))


def _urn(value: UUID) -> str:
    return f"urn:uuid:{value}"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
