"""The nouns of a structured draft (决策草案的结构), and what a usable one must satisfy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.drafts.numerals import to_chinese

LONGEST_STORED_HEADING = 300


class DraftStyle(StrEnum):
    """How a document numbers itself (体例)."""

    STATUTE = "statute"  # 编、章、节、条、款、项、目
    OUTLINE = "outline"  # 一、 （一） 1. （1） ①, perhaps inside chapters
    PLAIN = "plain"  # no numbers: every paragraph is a clause


class ClauseKind(StrEnum):
    """What a clause is called (条文层级): the terms of the legislation law, then the levels of GB/T 9704."""

    PART = "part"  # 编
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 节
    ARTICLE = "article"  # 条
    PARAGRAPH = "paragraph"  # 款, not numbered in print; also the clause of a plain text
    ITEM = "item"  # 项
    SUBITEM = "subitem"  # 目
    LEVEL_1 = "level_1"  # 一、
    LEVEL_2 = "level_2"  # （一）
    LEVEL_3 = "level_3"  # 1.
    LEVEL_4 = "level_4"  # （1）
    LEVEL_5 = "level_5"  # ①


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause (条文), in a flat list in reading order.

    An article's words always stand in its paragraphs, so that ``a9-1`` exists even where the article has
    only one. ``label`` is as typed (第九条, （三）, 二、) and empty for a paragraph. ``heading`` has neither
    brackets nor the full stop of a run-in heading. ``text`` may hold several lines, with a line feed between.
    """

    ref: str  # c2, c2-1, a9, a9-1, a9-2-3, a3z1, s2, s2-3, p4; a repeated number gets x2: a9x2
    parent_ref: str | None
    kind: ClauseKind
    label: str
    heading: str
    text: str
    position: int  # from 1, without gaps


class WarningCode(StrEnum):
    """What an officer should look at before confirming; the value is the English msgid.

    Placeholders: ``{label}``, ``{line}`` and ``{expected}``.
    """

    REPEATED_NUMBER = "Line {line}: {label} comes again or goes back; {expected} was expected."
    SKIPPED_NUMBER = "Line {line}: {label}; {expected} was expected. Is something missing?"
    EMPTY_CLAUSE = "Line {line}: {label} has no text."
    LONG_HEADING = "Line {line}: the heading of {label} is very long. Is it a heading?"
    CLAUSE_INSIDE_LINE = "Line {line}: {label} seems to begin in the middle of the line. Is a line break missing?"
    BROKEN_LINE = "Line {line} ends in the middle of a sentence. Is the line break right?"
    NO_NUMBERS = "No clause numbers were found. Every paragraph has become a clause."
    NO_CLAUSES = "No text was found."
    NO_TITLE = "No title was found."
    APPENDIX_LEFT_OUT = "Line {line}: what follows the signature or begins the annexes is kept, but not as clauses."
    TABLES = "The file has tables. They stand in the clause before them: please compare their rows and columns."
    MERGED_CELLS = "Some cells go over several rows or columns. They were taken apart: please compare the tables."
    CHANGES_ACCEPTED = "The file has tracked changes. It was read as if all of them had been accepted."
    COMMENTS_LEFT_OUT = "The file has comments in its margin. They were not taken."
    PICTURES_LEFT_OUT = "The file has pictures or charts. They were not taken: attach them, or the original file."
    OBJECTS_LEFT_OUT = "The file has objects of other programs in it. They were not taken: attach them as files."
    FORMULAS_LEFT_OUT = "The file has formulas. They were not taken: write them as text, or attach the original file."
    AUTOMATIC_NUMBERS = "The file has automatic numbers. They were computed: please compare them with the original."
    AUTOMATIC_NUMBERS_LOST = "The file has automatic numbers of a kind that cannot be computed. Please add them."
    TEXT_BOXES_LEFT_OUT = "The file has text boxes. Their text was not taken."
    HIDDEN_TEXT_LEFT_OUT = "The file has hidden text. It was not taken."
    NOTES_LEFT_OUT = "The file has footnotes or endnotes. Their text was not taken."


@dataclass(frozen=True, slots=True)
class DraftWarning:
    """One thing to look at (提示), with the line (from 1) of what was read; 0 where it is about the whole."""

    code: WarningCode
    line: int = 0
    label: str = ""
    expected: str = ""

    @property
    def message(self) -> str:
        """The English msgid."""
        return self.code.value

    @property
    def params(self) -> dict[str, str | int]:
        """What the placeholders of the message stand for."""
        return {"line": self.line, "label": self.label, "expected": self.expected}


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex (附件) of a document: the line that begins it, and the lines in it, rows of tables included."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedDraft:
    """A document read into its parts (解析结果): the clauses and what stands around them."""

    title: str
    style: DraftStyle
    preamble: tuple[str, ...]  # the notice around the draft, its addressees, the note of adoption
    clauses: tuple[Clause, ...]
    signature: tuple[str, ...]  # signature and date
    warnings: tuple[DraftWarning, ...] = ()
    annexes: tuple[Annex, ...] = ()


class TreeProblem(StrEnum):
    """Why clauses cannot be published as they are (结构错误); the value is the English msgid."""

    NO_CLAUSES = "The draft has no clauses."
    NO_WORDS = "The draft has clause numbers but no text."
    DUPLICATE_REF = "{ref} stands twice."
    UNKNOWN_PARENT = "{ref} belongs to a clause that does not stand before it."
    WRONG_ORDER = "{ref} is not in reading order."
    LONG_HEADING = "The heading of {ref} is too long."


def check_clauses(clauses: Sequence[Clause]) -> list[tuple[TreeProblem, str]]:
    """Everything that makes a tree unusable, with the ref concerned; an empty list is good."""
    if not clauses:
        return [(TreeProblem.NO_CLAUSES, "")]
    problems: list[tuple[TreeProblem, str]] = []
    if not any(clause.text or clause.heading for clause in clauses):
        problems.append((TreeProblem.NO_WORDS, ""))
    seen: set[str] = set()
    for place, clause in enumerate(clauses, start=1):
        if clause.ref in seen:
            problems.append((TreeProblem.DUPLICATE_REF, clause.ref))
        if clause.parent_ref is not None and clause.parent_ref not in seen:
            problems.append((TreeProblem.UNKNOWN_PARENT, clause.ref))
        if clause.position != place:
            problems.append((TreeProblem.WRONG_ORDER, clause.ref))
        if len(clause.heading) > LONGEST_STORED_HEADING:
            problems.append((TreeProblem.LONG_HEADING, clause.ref))
        seen.add(clause.ref)
    return problems


def citations(clauses: Iterable[Clause]) -> dict[str, str]:
    """How each clause is cited (引用), by ref: 第九条第二款第三项, 二、（三）.

    The paragraph is named only where the article has several, as official documents do.
    """
    clauses = list(clauses)
    paragraphs: dict[str | None, int] = {}
    for clause in clauses:
        if clause.kind is ClauseKind.PARAGRAPH:
            paragraphs[clause.parent_ref] = paragraphs.get(clause.parent_ref, 0) + 1
    cited: dict[str, str] = {}
    counted: dict[str | None, int] = {}
    for clause in clauses:
        above = cited.get(clause.parent_ref or "", "")
        if clause.kind is ClauseKind.PARAGRAPH:
            counted[clause.parent_ref] = counted.get(clause.parent_ref, 0) + 1
            alone = clause.parent_ref is not None and paragraphs[clause.parent_ref] == 1
            unit = "款" if clause.parent_ref else "段"
            cited[clause.ref] = above if alone else f"{above}第{to_chinese(counted[clause.parent_ref])}{unit}"
        elif clause.kind in (ClauseKind.ARTICLE, ClauseKind.PART):
            cited[clause.ref] = clause.label  # articles run through: the chapter is not part of their name
        elif clause.kind in (ClauseKind.ITEM, ClauseKind.SUBITEM):
            unit = "项" if clause.kind is ClauseKind.ITEM else "目"
            cited[clause.ref] = f"{above}第{clause.label.strip('（）()、.．')}{unit}"
        else:
            cited[clause.ref] = above + clause.label
    return cited
