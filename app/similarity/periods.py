"""The periods that a request asks about (年度、期间), in one way of writing.

"2024年度", "二〇二四年", "2024年1月1日至12月31日" are 2024; "2023、2024年" and "2023至2024年" are 2023—2024.
Years inside document numbers must have been taken out before.
"""

import re
from collections.abc import Callable

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNIT = {"十": 10, "百": 100}
_YEAR_WORD = re.compile("[一二][〇○零一二三四五六七八九]{3}(?=年|-|至|到)")
_AFTER = "年月日号批期次轮届度"
_SMALL = re.compile(
    f"(?<![一二三四五六七八九十百千万])[一二三四五六七八九]?十[一二三四五六七八九]?(?=[{_AFTER}])"
    f"|(?<![一二三四五六七八九十百千万近前后这那每同])[一二三四五六七八九](?=[{_AFTER}]|季度)|首(?=批|期|次|轮|届)"
)

_Y = r"(?<![\d.])((?:19|20)\d\d)"
_TO = r"(?:-|至|到)"
_LAST = {1: 31, 3: 31, 5: 31, 7: 31, 8: 31, 10: 31, 12: 31, 4: 30, 6: 30, 9: 30, 11: 30}

_DAYS = re.compile(
    rf"{_Y}(?:年|[-./])(\d{{1,2}})(?:月|[-./])(\d{{1,2}})日?(?:起)?{_TO}(?:((?:19|20)\d\d)(?:年|[-./]))?(\d{{1,2}})(?:月|[-./])(\d{{1,2}})日?"
)
_DAY = re.compile(rf"{_Y}年(\d{{1,2}})月(\d{{1,2}})[日号]")
_MONTHS = re.compile(rf"{_Y}年(\d{{1,2}})月?(?:份)?{_TO}(?:((?:19|20)\d\d)年)?(\d{{1,2}})月")
_MONTH = re.compile(rf"{_Y}年(?:度)?(\d{{1,2}})月")
_QUARTER = re.compile(rf"{_Y}年?(?:度)?(?:第?([1-4])季度?|[Qq]([1-4]))")
_HALF = re.compile(rf"{_Y}年?(?:度)?([上下])半年")
_SPAN = re.compile(rf"{_Y}年?(?:度)?{_TO}((?:19|20)\d\d)(?![\d.])年?(?:度)?")
_YEAR = re.compile(rf"{_Y}(?:年度|年|(?![\d.a-zA-Z%元人户件名份个家套亩条%〕号-]))")
_SHORT = re.compile(r"(?<![\d.])([012]\d)年(?=度|\d{1,2}月)")
_NEAR = re.compile(r"(?:近|过去|最近|前)(\d{1,2}|[两一二三四五六七八九十])年")


def plain_numbers(text: str) -> str:
    """Chinese numerals of years, months, batches as digits: 二〇二四年 is 2024年, 第三批 is 第3批, 首批 第1批."""
    text = _YEAR_WORD.sub(lambda m: "".join(str(_DIGIT[c]) for c in m[0]), text)
    return _SMALL.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    word = match[0]
    if word == "首":
        return "第1"
    if "十" not in word:
        return str(_DIGIT[word])
    tens, ones = word.split("十")
    return str((_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0))


def find_periods(text: str) -> tuple[set[str], str]:
    """All periods of a text in one writing, and the text without them."""
    found: set[str] = set()
    years: set[int] = set()

    def take(pattern: re.Pattern[str], name: Callable[[re.Match[str]], str | list[int]]) -> None:
        nonlocal text

        def one(match: re.Match[str]) -> str:
            said = name(match)
            if isinstance(said, str):
                found.add(said)
            else:
                years.update(said)
            return "|"

        text = pattern.sub(one, text)

    for pattern, name in _WAYS:
        take(pattern, name)
    return found | _runs(years), text


def _days(m: re.Match[str]) -> str | list[int]:
    y1, m1, d1, y2, m2, d2 = m[1], int(m[2]), int(m[3]), m[4] or m[1], int(m[5]), int(m[6])
    if (m1, d1, m2, d2) == (1, 1, 12, 31):
        return _between(int(y1), int(y2))
    if d1 == 1 and d2 == _LAST.get(m2, 0):
        return _month_span(y1, m1, y2, m2)
    return f"{y1}-{m1:02}-{d1:02}—{y2}-{m2:02}-{d2:02}"


def _months(m: re.Match[str]) -> str | list[int]:
    return _month_span(m[1], int(m[2]), m[3] or m[1], int(m[4]))


def _month_span(y1: str, m1: int, y2: str, m2: int) -> str | list[int]:
    if (m1, m2) == (1, 12):
        return _between(int(y1), int(y2))
    if y1 == y2 and m2 - m1 == 2 and m1 in (1, 4, 7, 10):
        return f"{y1}Q{(m1 + 2) // 3}"
    if y1 == y2 and (m1, m2) in ((1, 6), (7, 12)):
        return f"{y1}H{1 if m1 == 1 else 2}"
    return f"{y1}-{m1:02}" if (y1, m1) == (y2, m2) else f"{y1}-{m1:02}—{y2}-{m2:02}"


def _between(first: int, last: int) -> str | list[int]:
    return list(range(first, last + 1)) if first <= last else f"{first}—{last}"


_NUMERAL = {**{str(n): n for n in range(100)}, **_DIGIT, "十": 10}
_WAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | list[int]]], ...] = (
    (_DAYS, _days),
    (_DAY, lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}"),
    (_MONTHS, _months),
    (_SPAN, lambda m: _between(int(m[1]), int(m[2]))),
    (_QUARTER, lambda m: f"{m[1]}Q{m[2] or m[3]}"),
    (_HALF, lambda m: f"{m[1]}H{1 if m[2] == '上' else 2}"),
    (_MONTH, lambda m: f"{m[1]}-{int(m[2]):02}"),
    (_YEAR, lambda m: [int(m[1])]),
    (_SHORT, lambda m: [2000 + int(m[1])]),
    (_NEAR, lambda m: f"近{_NUMERAL[m[1]]}年"),
)


def _runs(years: set[int]) -> set[str]:
    """Years in a row as one span."""
    runs: set[str] = set()
    for year in sorted(years):
        if year - 1 not in years:
            last = year
            while last + 1 in years:
                last += 1
            runs.add(str(year) if last == year else f"{year}—{last}")
    return runs
