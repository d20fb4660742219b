"""Numbers as official documents write them (数字): 第二十一条, 廿一, 二〇二六, １２, 12."""

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
TENS = {"廿": 20, "卅": 30}
UNITS = {"十": 10, "百": 100, "千": 1_000}

#: The inside of a regular expression's character class: every sign a number may be written with.
NUMERAL_SIGNS = "零〇○一二两三四五六七八九十廿卅百千万0-9０-９"

_LARGEST = 99_999_999


def to_number(text: str) -> int | None:
    """The value of a written number, or None where the signs do not make one ("十十", "百千")."""
    if not text:
        return None
    if text.isdecimal():
        return int(text) if len(text) <= 8 else None
    if all(sign in DIGITS for sign in text):  # 二〇二六 is read digit by digit, like an Arabic number
        return int("".join(str(DIGITS[sign]) for sign in text)) if len(text) <= 8 else None
    head, wan, tail = text.rpartition("万")
    high = _below_ten_thousand(head) if wan else 0
    low = _below_ten_thousand(tail) if tail or not wan else 0
    if high is None or low is None or (wan and not high):
        return None
    value = high * 10_000 + low
    return value if value <= _LARGEST else None


def _below_ten_thousand(text: str) -> int | None:
    total, digit, smallest_unit = 0, None, 10_000
    for sign in text:
        if sign in TENS and digit is None and smallest_unit > 10:
            total, smallest_unit = total + TENS[sign], 10
        elif sign in UNITS and UNITS[sign] < smallest_unit and digit != 0:
            total += (1 if digit is None else digit) * UNITS[sign]
            digit, smallest_unit = None, UNITS[sign]
        elif sign in DIGITS and not digit:  # a 零 may stand before a digit, nothing else may
            digit = DIGITS[sign]
        else:
            return None
    return total + (digit or 0) if text else None


def to_chinese(number: int) -> str:
    """The number in Chinese, as articles are numbered: 10 is 十, 21 is 二十一, 105 is 一百零五.

    Raises:
        ValueError: for numbers below 0 or above 99,999,999.
    """
    if not 0 <= number <= _LARGEST:
        raise ValueError(f"{number} is not a number of a clause")
    high, low = divmod(number, 10_000)
    if not high:
        return _chinese_below_ten_thousand(low)
    written = _chinese_below_ten_thousand(high) + "万"
    if not low:
        return written
    return written + ("零" if low < 1_000 else "") + _chinese_below_ten_thousand(low, leading=False)


def _chinese_below_ten_thousand(number: int, *, leading: bool = True) -> str:
    if number < 10:
        return "零一二三四五六七八九"[number]
    written, gap = "", False
    for unit, sign in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + sign
            gap = False
        else:
            gap = True
    return written[1:] if leading and written.startswith("一十") else written
