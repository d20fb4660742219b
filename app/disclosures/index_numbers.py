"""Index numbers (索引号): organisation code, year, serial, such as MB2F300040/2021-00219. Pure."""

import re
from uuid import UUID

INDEX_NO = re.compile(r"[0-9A-Z]{8,18}(-[A-Z])?/[0-9]{4}-[0-9]{5,7}")
FIRST_YEAR, LAST_YEAR = 1949, 9999
MOST_SERIALS = 9_999_999


def is_index_no(text: str) -> bool:
    return INDEX_NO.fullmatch(text) is not None


def make_index_no(org_code: str, year: int, serial: int) -> str:
    """The number of the `serial`-th entry that an agency published in a year. ValueError beyond what the form holds."""
    number = f"{org_code}/{year:04}-{serial:05}"
    if not is_index_no(number) or not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= serial <= MOST_SERIALS:
        raise ValueError(f"No index number can be written with {org_code!r}, {year} and {serial}.")
    return number


def parse_index_no(text: str) -> tuple[str, int, int]:
    """Organisation code, year, serial; ValueError for anything else."""
    if not is_index_no(text):
        raise ValueError(f"{text!r} is no index number.")
    code, _slash, rest = text.partition("/")
    year, _dash, serial = rest.partition("-")
    return code, int(year), int(serial)


def org_code_of(agency_id: UUID, org_code: str) -> str:
    """The code of the agency, or where nobody entered one, one made of its id, which no real body has (it begins
    with X and has nine signs like the old codes).
    """
    return org_code or f"X{agency_id.hex[-8:].upper()}"


def path_of(index_no: str) -> str:
    """Address of the entry."""
    return f"/catalogue/{index_no}"
