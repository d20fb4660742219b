"""Automatic numbers, as Word shows them: each rule with a document made for it."""

import pytest

from app.drafts.docx import read_docx
from app.drafts.number_formats import format_number
from app.drafts.rules import WarningCode
from tests.drafts.test_changes import row, table
from tests.drafts.test_docx import W, codes, level, numbered, p, package

CHAPTERS = level(0, "chineseCountingThousand", "第%1章") + level(1, "chineseCountingThousand", "第%2条")
LEGAL = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")


def definitions(abstract: dict[int, str], lists: dict[int, str]) -> str:
    """`abstract`: levels by id; `lists`: "id of the abstract" with overrides behind it, by numId."""
    made = "".join(f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in abstract.items())
    for n, what in lists.items():
        target, _, overrides = what.partition(" ")
        made += f'<w:num w:numId="{n}"><w:abstractNumId w:val="{target}"/>{overrides}</w:num>'
    return f'<w:numbering xmlns:w="{W}">{made}</w:numbering>'


def anew(depth: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(name: str, properties: str, based_on: str = "", more: str = 'w:type="paragraph"') -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style {more} w:styleId="{name}">{base}<w:pPr>{properties}</w:pPr></w:style>'


def number(num_id: int, depth: int | None = None) -> str:
    ilvl = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    return f'<w:numPr>{ilvl}<w:numId w:val="{num_id}"/></w:numPr>'


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    more = {"word__styles_xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>'} if styles else {}
    read = read_docx(package(body, word__numbering_xml=numbering, **more), "draft.docx")
    return [line.rpartition("甲")[0].strip() for line in read.lines]


def items(*places: tuple[int, int]) -> str:
    """Paragraphs by (numId, level)."""
    return "".join(numbered("甲", depth, num_id) for num_id, depth in places)


def test_a_level_starts_again_under_each_higher_one() -> None:
    made = definitions({1: CHAPTERS}, {1: "1"})
    assert labels(items((1, 0), (1, 1), (1, 1), (1, 0), (1, 1)), made) == [
        "第一章", "第一条", "第二条", "第二章", "第一条",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("restart", "expected"),
    [
        ("0", ["1", "a", "i", "b", "ii", "2", "a", "iii"]),  # never
        ("1", ["1", "a", "i", "b", "ii", "2", "a", "i"]),  # only under a new first level
        ("2", ["1", "a", "i", "b", "i", "2", "a", "i"]),
        ("7", ["1", "a", "i", "b", "i", "2", "a", "i"]),  # lower than the level itself: as if it were not there
    ],
)
def test_restart_rules(restart: str, expected: list[str]) -> None:
    levels = (
        level(0, "decimal", "%1") + level(1, "lowerLetter", "%2")
        + level(2, "lowerRoman", "%3", f'<w:lvlRestart w:val="{restart}"/>')
    )  # fmt: skip
    places = [0, 1, 2, 1, 2, 0, 1, 2]
    assert labels(items(*((1, depth) for depth in places)), definitions({1: levels}, {1: "1"})) == expected


def test_lists_of_one_definition_go_on_where_another_stopped() -> None:
    made = definitions({1: CHAPTERS}, {1: "1", 2: "1"})
    assert labels(items((1, 0), (2, 0), (1, 0)), made) == ["第一章", "第二章", "第三章"]


def test_lists_of_two_definitions_count_apart() -> None:
    made = definitions({1: CHAPTERS, 2: CHAPTERS}, {1: "1", 2: "2"})
    assert labels(items((1, 0), (2, 0), (1, 0)), made) == ["第一章", "第一章", "第二章"]


def test_a_start_that_is_overridden_begins_there_once_and_the_others_go_on_from_it() -> None:
    made = definitions({1: level(0, "decimal", "%1")}, {1: "1", 2: f"1 {anew(0, 8)}"})
    places = [(1, 0)] * 3 + [(2, 0)] * 2 + [(1, 0), (2, 0)]
    assert labels(items(*places), made) == ["1", "2", "3", "8", "9", "10", "11"]


def test_an_overridden_level_starts_there_again_under_each_higher_one() -> None:
    levels = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2")
    made = definitions({1: levels}, {1: f"1 {anew(1, 5)}"})
    assert labels(items((1, 0), (1, 1), (1, 1), (1, 0), (1, 1)), made) == ["1", "1.5", "1.6", "2", "2.5"]


def test_an_override_may_bring_another_look_and_counting_goes_on() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "（%1）")}</w:lvlOverride>'
    made = definitions({1: level(0, "decimal", "%1.")}, {1: "1", 2: f"1 {other}"})
    assert labels(items((1, 0), (2, 0), (1, 0)), made) == ["1.", "（2）", "3."]


def test_legal_numbers_are_digits_on_every_level() -> None:
    made = definitions({1: LEGAL}, {1: "1"})
    assert labels(items((1, 0), (1, 0), (1, 1)), made) == ["I.", "II.", "2.1"]
    off = definitions({1: LEGAL.replace("<w:isLgl/>", '<w:isLgl w:val="0"/>')}, {1: "1"})
    assert labels(items((1, 0), (1, 0), (1, 1)), off) == ["I.", "II.", "II.1"]


def test_a_level_without_one_above_shows_the_start_of_that() -> None:
    levels = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2")
    assert labels(items((1, 1), (1, 1)), definitions({1: levels}, {1: "1"})) == ["1.1", "1.2"]


def test_number_zero_switches_the_numbers_of_a_style_off() -> None:
    made = definitions({1: CHAPTERS}, {1: "1"})
    styles = style("条", number(1, 1)) + style("不编号", number(0), "条")
    body = p("甲", '<w:pStyle w:val="条"/>') + p("甲", '<w:pStyle w:val="条"/>' + number(0))
    body += p("甲", '<w:pStyle w:val="不编号"/>') + p("甲", '<w:pStyle w:val="条"/>')
    assert labels(body, made, styles) == ["第一条", "", "", "第二条"]


def test_numbers_come_from_styles_and_what_they_are_based_on() -> None:
    made = definitions({1: CHAPTERS}, {1: "1"})
    styles = (
        style("章", number(1, 0)) + style("底", number(1, 1)) + style("条", "", "底") + style("自己", number(1), "自己")
    )
    body = "".join(p("甲", f'<w:pStyle w:val="{one}"/>') for one in ("章", "条", "底", "自己"))
    assert labels(body, made, styles) == ["第一章", "第一条", "第二条", "第二章"]


def test_a_level_that_names_the_style_goes_before_the_level_of_the_style() -> None:
    levels = level(0, "decimal", "%1", '<w:pStyle w:val="一级"/>') + level(
        1, "decimal", "%1.%2", '<w:pStyle w:val="二级"/>'
    )
    styles = style("一级", number(1)) + style("二级", number(1)) + style("三级", "", "二级")
    body = "".join(p("甲", f'<w:pStyle w:val="{one}"/>') for one in ("一级", "二级", "三级"))
    assert labels(body, definitions({1: levels}, {1: "1"}), styles) == ["1", "1.1", "1.2"]


def test_the_level_of_a_paragraph_goes_before_that_of_its_style() -> None:
    levels = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2")
    body = p("甲", '<w:pStyle w:val="一级"/>') + p(
        "甲", '<w:pStyle w:val="一级"/><w:numPr><w:ilvl w:val="1"/></w:numPr>'
    )
    assert labels(body, definitions({1: levels}, {1: "1"}), style("一级", number(1, 0))) == ["1", "1.1"]


def test_the_default_style_counts_where_none_is_named() -> None:
    styles = style("正文", number(1, 0), more='w:type="paragraph" w:default="1"')
    assert labels(p("甲") + p("甲"), definitions({1: CHAPTERS}, {1: "1"}), styles) == ["第一章", "第二章"]


def test_a_definition_may_stand_for_a_style_of_lists() -> None:
    made = definitions({1: '<w:numStyleLink w:val="列表"/>', 2: CHAPTERS}, {1: "1", 2: "2"})
    styles = style("列表", number(2), more='w:type="numbering"')
    assert labels(items((1, 0), (2, 0)), made, styles) == ["第一章", "第二章"]
    circle = definitions({1: '<w:numStyleLink w:val="列表"/>'}, {2: "1"})
    assert labels(items((2, 0)), circle, styles) == [""]


def test_word_numbers_empty_paragraphs_and_not_hidden_ones() -> None:
    made = definitions({1: level(0, "decimal", "%1")}, {1: "1"})
    hidden = p("", "<w:rPr><w:vanish/></w:rPr>" + number(1, 0))
    body = table(
        row("序号", "名称"), *(f"<w:tr><w:tc>{p('', number(1, 0))}</w:tc><w:tc>{p('某')}</w:tc></w:tr>" for _ in "ab")
    )
    read = read_docx(package(hidden + body, word__numbering_xml=made), "draft.docx")
    assert read.lines == ("| 序号 | 名称 |", "| 1 | 某 |", "| 2 | 某 |")


def test_a_label_may_be_words_only_and_a_bullet_is_none() -> None:
    levels = level(0, "none", "附件：") + level(1, "bullet", "•")
    read = read_docx(package(items((1, 0), (1, 1)), word__numbering_xml=definitions({1: levels}, {1: "1"})), "a.docx")
    assert read.lines == ("附件： 甲", "甲")


def test_a_format_that_is_not_known_is_mentioned() -> None:
    made = definitions({1: level(0, "hebrew1", "%1")}, {1: "1"})
    assert codes(read_docx(package(items((1, 0)), word__numbering_xml=made), "a.docx")) == [
        WarningCode.AUTOMATIC_NUMBERS_LOST
    ]


def test_numbers_and_labels_without_measure_stay_small() -> None:
    huge = level(0, "upperRoman", "%1" * 500_000).replace('w:start w:val="1"', f'w:start w:val="{"9" * 5000}"')
    [line] = read_docx(package(items((1, 0)), word__numbering_xml=definitions({1: huge}, {1: "1"})), "a.docx").lines
    assert len(line) < 3_000


@pytest.mark.parametrize(
    ("kind", "numbers", "written"),
    [
        ("decimal", (1, 12), "1 12"),
        ("decimalZero", (1, 12), "01 12"),
        ("decimalFullWidth", (12,), "１２"),
        ("chineseCounting", (2, 10, 11, 20), "二 十 十一 二十"),
        ("chineseCountingThousand", (10, 21, 105, 110), "十 二十一 一百零五 一百一十"),
        ("japaneseCounting", (10,), "十"),
        ("taiwaneseCountingThousand", (12,), "十二"),
        ("ideographDigital", (7, 10, 23), "七 一〇 二三"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
        ("ideographZodiac", (1, 12), "子 亥"),
        ("chineseLegalSimplified", (3, 12), "叁 拾贰"),
        ("decimalEnclosedCircle", (1, 20, 21), "① ⑳ 21"),
        ("decimalEnclosedCircleChinese", (10,), "⑩"),
        ("decimalEnclosedParen", (3,), "⑶"),
        ("decimalEnclosedFullstop", (3,), "⒊"),
        ("lowerRoman", (4, 9, 1994), "iv ix mcmxciv"),
        ("upperRoman", (3,), "III"),
        ("lowerLetter", (1, 26, 27), "a z aa"),
        ("upperLetter", (2,), "B"),
    ],
)
def test_formats(kind: str, numbers: tuple[int, ...], written: str) -> None:
    assert " ".join(format_number(one, kind) for one in numbers) == written
