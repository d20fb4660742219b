"""The closing day as a calendar file (RFC 5545). Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

MEDIA_TYPE = "text/calendar"  # its charset is added as to every text
_LINE = 75  # octets, RFC 5545 3.1


@dataclass(frozen=True)
class ClosingDay:
    """The last day of a period. All day: it ends at 24:00 in Shanghai, which the description says."""

    consultation_id: UUID
    host: str
    day: date
    title: str
    description: str
    url: str
    changed_at: datetime
    times_changed: int
    remind_days: int
    is_cancelled: bool


def write(closing: ClosingDay) -> bytes:
    """One event with a reminder. The same UID at every change, so that a calendar moves the entry it has."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Daylight//Consultations//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{closing.consultation_id}@{closing.host}",
        f"DTSTAMP:{closing.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{closing.times_changed}",
        f"DTSTART;VALUE=DATE:{closing.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{closing.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape(closing.title)}",
        f"DESCRIPTION:{escape(closing.description)}",
        f"URL:{closing.url}",
        f"STATUS:{'CANCELLED' if closing.is_cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-P{closing.remind_days}D",
        f"DESCRIPTION:{escape(closing.title)}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(fold(line) + "\r\n" for line in lines).encode()


def escape(text: str) -> str:
    """A TEXT value: its marks escaped, control characters left out."""
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or (c.isprintable() or c == "\u3000"))
    for mark in "\\;,":
        kept = kept.replace(mark, f"\\{mark}")
    return kept.replace("\n", "\\n")


def fold(line: str) -> str:
    """Lines of at most 75 octets; no character is cut in two."""
    folded, used = "", 0
    for character in line:
        size = len(character.encode())
        if used + size > _LINE:
            folded, used = f"{folded}\r\n ", 1
        folded += character
        used += size
    return folded
