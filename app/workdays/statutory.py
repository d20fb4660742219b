"""The statutory holidays (全国年节及纪念日放假办法, as amended for 2025, art. 2), for years without a notice.

Only the thirteen days of the statute itself, no bridges and no make-up days: those are for the notice to say. The
days of the lunar calendar are known until 2050; later years have those with a fixed date, and stay provisional.
"""

from datetime import date, timedelta

FIXED = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}

# year: first day of the lunar year, 清明, 端午, 中秋
_MOVING = {
    2027: ("02-06", "04-05", "06-09", "09-15"),
    2028: ("01-26", "04-04", "05-28", "10-03"),
    2029: ("02-13", "04-04", "06-16", "09-22"),
    2030: ("02-03", "04-05", "06-05", "09-12"),
    2031: ("01-23", "04-05", "06-24", "10-01"),
    2032: ("02-11", "04-04", "06-12", "09-19"),
    2033: ("01-31", "04-04", "06-01", "09-08"),
    2034: ("02-19", "04-05", "06-20", "09-27"),
    2035: ("02-08", "04-05", "06-10", "09-16"),
    2036: ("01-28", "04-04", "05-30", "10-04"),
    2037: ("02-15", "04-04", "06-18", "09-24"),
    2038: ("02-04", "04-05", "06-07", "09-13"),
    2039: ("01-24", "04-05", "05-27", "10-02"),
    2040: ("02-12", "04-04", "06-14", "09-20"),
    2041: ("02-01", "04-04", "06-03", "09-10"),
    2042: ("01-22", "04-04", "06-22", "09-28"),
    2043: ("02-10", "04-05", "06-11", "09-17"),
    2044: ("01-30", "04-04", "05-31", "10-05"),
    2045: ("02-17", "04-04", "06-19", "09-25"),
    2046: ("02-06", "04-04", "06-08", "09-15"),
    2047: ("01-26", "04-05", "05-29", "10-04"),
    2048: ("02-14", "04-04", "06-15", "09-22"),
    2049: ("02-02", "04-04", "06-04", "09-11"),
    2050: ("01-23", "04-04", "06-23", "09-30"),
}
_SPRING_FESTIVAL = (-1, 0, 1, 2)  # the eve and the first three days


def _moving() -> dict[date, str]:
    found: dict[date, str] = {}
    for year, days in _MOVING.items():
        spring, tomb, boat, autumn = (date.fromisoformat(f"{year}-{day}") for day in days)
        found |= {spring + timedelta(days=i): "春节" for i in _SPRING_FESTIVAL}
        found |= {tomb: "清明节", boat: "端午节", autumn: "中秋节"}
    return found


_BY_DAY = _moving()


def holiday_name(day: date) -> str:
    """Name of the statutory holiday, or an empty text."""
    return FIXED.get((day.month, day.day)) or _BY_DAY.get(day, "")
