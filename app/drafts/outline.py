"""A document's lines into a structured draft, and back into text to be edited (条文解析与修订)."""

from collections.abc import Sequence
from dataclasses import replace

from app.drafts.annexes import split_annexes
from app.drafts.frame import Frame, cut, find_title, without_contents
from app.drafts.headings import spellings, split_heading
from app.drafts.markers import Line, Marker, Shape, cites, read_marker, tidy
from app.drafts.rules import Clause, ClauseKind, DraftStyle, DraftWarning, ParsedDraft, WarningCode
from app.drafts.tables import is_row
from app.drafts.tree import build

_LONGEST_BARE_HEADING = 20
_MOSTLY_PREAMBLE = 0.6
_MOST_WARNINGS = 200  # of a text that is not a draft at all


def parse(lines: Sequence[str]) -> ParsedDraft:
    """Read a document as an office wrote it: clauses, title, and what stands around them (条文解析).

    Never refuses: a text without numbers becomes one clause a paragraph. Whether a line that begins with a
    number is a clause is judged by the sequence, so "第三条第二款规定的情形……" stays inside its article.
    """
    read = without_contents(_read_lines(lines))
    style, frame = _judge(read)
    title, preamble = find_title(frame.head)
    clauses, warnings = build(frame.body, style)
    if frame.tail and frame.tail_has_more:
        warnings.append(DraftWarning(WarningCode.APPENDIX_LEFT_OUT, frame.tail[0].number))
    return _draft(
        title,
        style,
        [line.text for line in preamble if line.text != title],
        clauses,
        [line.text for line in frame.tail],
        warnings,
    )


def parse_outline_text(text: str) -> ParsedDraft:
    """Read what ``to_outline_text`` wrote and an officer changed (修订文本).

    Nothing is guessed: ``# `` is the title, ``> `` lines stand around the clauses (before the first one: the
    preamble; after it: the signature), every number begins a clause, and a backslash in front of a line or of
    a clause's words says that no number and no heading follows.
    """
    title = ""
    before: list[str] = []
    after: list[str] = []
    body: list[Line] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        line = tidy(raw)
        if line.startswith("#") and not (title or before or body):
            title = line[1:].strip()
        elif line.startswith(">"):
            if framed := line[1:].strip():
                (after if body else before).append(framed)
        elif (read := _read_edited(number, line)).text:
            body.append(read)
    style = _numbered_style(body)
    top = {DraftStyle.STATUTE: Shape.ARTICLE, DraftStyle.OUTLINE: Shape.CIRCLE}.get(style)
    while top and body and (body[0].marker is None or body[0].marker.shape > top):
        before.append(body.pop(0).text)
    clauses, warnings = build(body, style)
    return _draft(title, style, before, clauses, after, warnings)


def to_outline_text(draft: ParsedDraft) -> str:
    """The draft as plain text, from which ``parse_outline_text`` reads the same draft again (修订文本)."""
    written = [f"# {draft.title}"] if draft.title else []
    written += [f"> {line}" for line in draft.preamble]
    opening: dict[str, Clause] = {}  # the paragraph that stands on its article's line
    for clause in draft.clauses:
        if clause.kind is ClauseKind.PARAGRAPH and clause.parent_ref:
            opening.setdefault(clause.parent_ref, clause)
    for clause in draft.clauses:
        if clause.kind is ClauseKind.ARTICLE:
            words = opening[clause.ref].text if clause.ref in opening else ""
            written += _write_numbered(clause, words, draft.style)
        elif clause.kind is not ClauseKind.PARAGRAPH:
            written += _write_numbered(clause, clause.text, draft.style)
        elif clause.parent_ref is None or opening[clause.parent_ref] is not clause:
            written += _write_words(clause.text.split("\n"))
    written += [f"> {line}" for line in draft.signature]
    written += [f"> {line}" for annex in draft.annexes for line in (annex.title, *annex.lines)]
    return "\n".join(written) + "\n"


def _draft(
    title: str,
    style: DraftStyle,
    preamble: list[str],
    clauses: tuple[Clause, ...],
    signature: list[str],
    warnings: list[DraftWarning],
) -> ParsedDraft:
    if not clauses:
        warnings = [DraftWarning(WarningCode.NO_CLAUSES)]
    else:
        whole = [DraftWarning(WarningCode.NO_NUMBERS)] if style is DraftStyle.PLAIN else []
        warnings = [*whole, *([] if title else [DraftWarning(WarningCode.NO_TITLE)]), *warnings]
    signed, annexes = split_annexes(signature)
    return ParsedDraft(title, style, tuple(preamble), clauses, signed, tuple(warnings[:_MOST_WARNINGS]), annexes)


# Reading a document: every decision about what a line is


def _read_lines(lines: Sequence[str]) -> list[Line]:
    read = []
    for number, raw in enumerate(lines, start=1):
        for piece in raw.split("\n"):
            if text := tidy(piece):
                read.append(Line(number, text, read_marker(text)))
    return read


def _judge(lines: Sequence[Line]) -> tuple[DraftStyle, Frame]:
    """The first style that still holds when every number has been looked at."""
    for style in (_likely_style(lines), DraftStyle.OUTLINE):
        judged = _plausible_lists(_plausible_articles(lines, style), style)
        frame = cut(judged, style)
        holds = _numbered_style(frame.body) is style
        if holds and (style is DraftStyle.STATUTE or _is_outline(frame)):
            return style, frame
    return DraftStyle.PLAIN, cut([replace(line, marker=None) for line in lines], DraftStyle.PLAIN)


def _likely_style(lines: Sequence[Line]) -> DraftStyle:
    articles = [marker for line in lines if (marker := line.marker) and marker.shape is Shape.ARTICLE]
    sure = sum(marker.spaced for marker in articles) > 1
    lists = any(line.marker and line.marker.shape is Shape.COMMA for line in lines)
    return DraftStyle.STATUTE if sure or (articles and not lists) else DraftStyle.OUTLINE


def _is_outline(frame: Frame) -> bool:
    """One number is no outline, and a list at the end of a plain text does not make the text before it a preamble."""
    shapes = [line.marker.shape for line in frame.body if line.marker]
    head, body = (sum(len(line.text) for line in part) for part in (frame.head, frame.body))
    mostly_preamble = len(frame.head) > 1 and head > _MOSTLY_PREAMBLE * (head + body)
    return len(set(shapes)) < len(shapes) and (frame.in_notice or not mostly_preamble)


def _plausible_articles(lines: Sequence[Line], style: DraftStyle) -> list[Line]:
    """Take the number from lines that cite an article or a chapter, and bracket headings that stand alone.

    In an outline every 第三条 cites another document.
    """
    articles = [marker for line in lines if (marker := line.marker) and marker.shape is Shape.ARTICLE]
    spaced_style = 2 * sum(marker.spaced for marker in articles) > len(articles)
    judged, last = [], (0, 0)
    for line in lines:
        marker = line.marker
        if marker and marker.shape is Shape.ARTICLE:
            here = (marker.number, marker.suffix)
            expected = here in ((last[0] + 1, 0), (last[0], last[1] + 1))
            sure = marker.spaced and not cites(marker)
            likely = expected or sure or (not spaced_style and here > last)
            if likely and style is DraftStyle.STATUTE:
                last = here
            else:
                line = replace(line, marker=None)
        elif marker and marker.shape < Shape.ARTICLE and _is_sentence(marker.rest):
            line = replace(line, marker=None)
        judged.append(line)
    return _bare_headings(judged)


def _is_sentence(rest: str) -> bool:
    return "。" in rest or rest.endswith(("；", "，", "、", ";", ","))


def _bare_headings(lines: Sequence[Line]) -> list[Line]:
    """Bracket a heading alone beside its number, with the words on the next line: 第三条 适用范围."""
    marked = list(lines)
    for place, line in enumerate(lines[:-1]):
        marker, following = line.marker, lines[place + 1]
        if (
            marker
            and marker.shape is Shape.ARTICLE
            and 0 < len(marker.rest) <= _LONGEST_BARE_HEADING
            and marker.rest[-1] not in "。；：:;，,、！？!?）)】”"
            and "。" not in marker.rest
            and not any(sign in marker.rest for sign in "（(【】")
            and (following.marker is None or following.marker.shape > Shape.ARTICLE)
        ):
            marked[place] = replace(line, marker=replace(marker, rest=f"【{marker.rest}】"))
    return marked


def _plausible_lists(lines: Sequence[Line], style: DraftStyle) -> list[Line]:
    """Take the number from list lines that cannot be one: a list begins with 1 and goes on by one or so."""
    judged: list[Line] = []
    last: dict[Shape, int] = {}
    for line in lines:
        marker = line.marker
        if marker and marker.shape is Shape.ARTICLE:
            last.clear()
        elif marker and marker.shape > Shape.ARTICLE:
            certain = marker.shape is Shape.BRACKETS or (style is DraftStyle.OUTLINE and marker.shape is Shape.COMMA)
            before = last.get(marker.shape, 0)
            if certain or marker.number == 1 or (before and 0 <= marker.number - before <= 3):
                last[marker.shape] = marker.number
            else:
                line = replace(line, marker=None)
        judged.append(line)
    return judged


# The text an officer edits: nothing is judged, everything can be said


def _read_edited(number: int, text: str) -> Line:
    if text.startswith("\\"):
        return Line(number, text[1:].strip())
    marker = read_marker(text)
    if marker and marker.shape > Shape.SECTION and marker.rest.startswith("\\"):
        marker = replace(marker, rest=marker.rest[1:].strip(), literal=True)
    return Line(number, text, marker)


def _numbered_style(lines: Sequence[Line]) -> DraftStyle:
    shapes = {line.marker.shape for line in lines if line.marker}
    if Shape.ARTICLE in shapes:
        return DraftStyle.STATUTE
    return DraftStyle.OUTLINE if shapes else DraftStyle.PLAIN


def _write_words(lines: Sequence[str]) -> list[str]:
    written = []
    for line in lines:
        plain = line[0] not in "#>\\" and read_marker(line) is None
        written.append(line if plain else f"\\{line}")
    return written


def _write_numbered(clause: Clause, text: str, style: DraftStyle) -> list[str]:
    label_line = read_marker(clause.label)
    if label_line is None:
        raise ValueError(f"{clause.ref}: {clause.label!r} is not a number")
    first, *more = text.split("\n")
    on_own_line = label_line.shape <= Shape.SECTION or (clause.heading and clause.kind is ClauseKind.LEVEL_1)
    if first and (on_own_line or is_row(first)):
        first, more = "", [first, *more]
    for spelling in spellings(label_line.shape, clause.label, clause.heading, first):
        marker: Marker | None = _read_edited(0, spelling).marker
        if marker and marker.label == clause.label and split_heading(marker, style) == (clause.heading, first):
            return [spelling, *_write_words([line for line in more if line])]
    raise ValueError(f"{clause.ref} cannot be written as a line")
