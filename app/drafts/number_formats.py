"""How Word writes a number (编号格式): the formats of ``w:numFmt`` that Chinese documents use."""

from app.drafts.numerals import to_chinese

_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PARENTHESES = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_FULL_STOPS = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
}  # fmt: skip
_DIGIT_BY_DIGIT = {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"}
_SIGNS = {
    "decimalEnclosedCircle": _CIRCLES,
    "decimalEnclosedCircleChinese": _CIRCLES,
    "decimalEnclosedParen": _PARENTHESES,
    "decimalEnclosedFullstop": _FULL_STOPS,
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
}
"""A sign for each number; where they end, Word goes on with digits."""
_FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = {48 + digit: 0xFF10 + digit for digit in range(10)}


def format_number(count: int, kind: str) -> str:
    """The number in one of Word's formats. Raises ValueError for a format that is not known here."""
    if kind == "decimal":
        return str(count)
    if kind == "none":
        return ""
    if kind in _CHINESE:
        return to_chinese(count)
    if kind in _DIGIT_BY_DIGIT:
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(count))
    if kind in _SIGNS:
        return _SIGNS[kind][count - 1] if 0 < count <= len(_SIGNS[kind]) else str(count)
    if kind == "chineseLegalSimplified":
        return to_chinese(count).translate(_FORMAL)
    if kind in ("decimalFullWidth", "decimalFullWidth2"):
        return str(count).translate(_FULL_WIDTH)
    if kind in ("decimalZero", "decimalHalfWidth"):
        return f"{count:02}" if kind == "decimalZero" else str(count)
    if kind in ("lowerRoman", "upperRoman"):
        return _roman(count) if kind == "lowerRoman" else _roman(count).upper()
    if kind in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""
        return letters if kind == "lowerLetter" else letters.upper()
    raise ValueError(f"numbers of the kind {kind} are not computed")


def _roman(count: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        written += sign * (count // value)
        count %= value
    return written
