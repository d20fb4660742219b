"""Headings inside a clause's first line (条标、段首标题), split off and written back."""

import re

from app.drafts.markers import Marker, Shape
from app.drafts.rules import DraftStyle

LONGEST_HEADING = 40
_LONGEST_RUN_IN = 30
_BRACKETED = re.compile(r"(?:（([^（）()【】]{1,30})）|\(([^（）()【】]{1,30})\)|【([^【】]{1,200})】)")
_ONLY_NUMBER = re.compile(r"[零〇一二三四五六七八九十百0-9０-９]+")
_SPACED_OUT = re.compile(r"(?:[\u4e00-\u9fff][ \t\u3000\xa0]+)+[\u4e00-\u9fff]")
_PUNCTUATION = re.compile(r"[；：;:【】]")


def split_heading(marker: Marker, style: DraftStyle) -> tuple[str, str]:
    """The heading and the text of a numbered line; either may be empty.

    Parts, chapters and sections are all heading. An article's heading stands in brackets. In an outline a
    line without a full stop is a heading, and a short first sentence with more behind it is a run-in heading.
    Items of a statute have none. 【…】 makes a heading of anything.
    """
    rest = marker.rest
    if marker.shape <= Shape.SECTION:
        return ("".join(rest.split()) if _SPACED_OUT.fullmatch(rest) else rest), ""
    if marker.literal or not rest:
        return "", rest
    if (match := _BRACKETED.match(rest)) and (match[3] or marker.shape is Shape.ARTICLE):
        heading = (match[1] or match[2] or match[3]).strip()
        if heading and (match[3] or not _ONLY_NUMBER.fullmatch(heading)):
            return heading, rest[match.end() :].strip()
    if style is not DraftStyle.OUTLINE or marker.shape is Shape.ARTICLE:
        return "", rest
    return _outline_heading(rest)


def _outline_heading(rest: str) -> tuple[str, str]:
    first, stop, after = rest.partition("。")
    first, after = first.strip(), after.strip()
    if not first or _PUNCTUATION.search(first):
        return "", rest
    if not stop and len(first) <= LONGEST_HEADING and first[-1] not in "，,、!！?？…":
        return first, ""
    if stop and after and len(first) <= _LONGEST_RUN_IN:
        return first, after
    return "", rest


def spellings(shape: Shape, label: str, heading: str, text: str) -> list[str]:
    """Ways to write a clause's first line, the most natural first, the surest last."""
    if shape <= Shape.SECTION:
        return [f"{label} {heading}".strip()]
    if not heading:
        ways = [f"{label}{text}", f"{label}　{text}".strip(), f"{label} \\{text}"]
        return [ways[1], ways[0], ways[2]] if shape is Shape.ARTICLE else ways
    if shape is Shape.ARTICLE:
        return [f"{label}（{heading}）{text}", f"{label}【{heading}】{text}"]
    run_in = [f"{label}{heading}。{text}"] if text else [f"{label}{heading}", f"{label} {heading}"]
    return [*run_in, f"{label}【{heading}】{text}"]
