"""What the feeds and the calendar say: notices only, nothing of what people wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.follows.ics import ClosingDay
from app.follows.rules import REMIND_DAYS, Event, Happened
from app.lib.atom import Entry, Feed
from app.lib.clock import day_start
from app.lib.i18n import current_locale, gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import show_date

SOON = timedelta(days=7)
FEEDS = {
    "open": _("Consultations that are open"),
    "closing": _("Consultations that close within 7 days"),
    "reported": _("Outcomes of consultations"),
}
EVENT_PAGES = {Event.REPORTED: "/report", Event.FINAL_TEXT: "/comparison"}
PAGES = {"open": "", "closing": "", "reported": "?show=reported"}

EVENTS: Mapping[Event, tuple[str, str]] = {
    Event.OPENED: (_("Open for comments"), _("Comments are taken until 24:00 on {closes_on}.")),
    Event.ENTERED: (_("Entered afterwards"), _("This consultation took place elsewhere; it ended on {closes_on}.")),
    Event.EXTENDED: (_("More time for comments"), _("It ends on {closes_on}, not on {before}. Reason: {reason}")),
    Event.CLOSED: (_("Comments being studied"), _("The period is over; the office studies what people said.")),
    Event.REPORTED: (_("Outcome published"), _("What was adopted, what was not, and why.")),
    Event.FINAL_TEXT: (_("Final text published"), _("The final text, beside the draft, clause by clause.")),
    Event.WITHDRAWN: (_("Withdrawn"), _("The office has withdrawn this consultation. Its page says why.")),
}


@dataclass(frozen=True)
class Place:
    """Where a feed stands: the site, and how it was asked for."""

    base_url: str
    site_name: str
    path: str
    lang: str
    """The language that the address names; empty where the program's own was taken."""

    @property
    def self_href(self) -> str:
        return f"{self.base_url}{self.path}" + (f"?lang={self.lang}" if self.lang else "")


def feed_of_one(c: Mapping[str, Any], happened: Sequence[Happened], place: Place) -> Feed:
    """Everything that happened to one consultation, the latest first."""
    page = f"{place.base_url}/consultations/{c['id']}"
    entries = [_entry_of_event(c, one, page) for one in sorted(happened, key=lambda one: one.at, reverse=True)]
    return _feed(place, c["title"], page, c["published_at"], entries)


def _entry_of_event(c: Mapping[str, Any], one: Happened, page: str) -> Entry:
    label, words = EVENTS[one.event]
    values = {name: _shown(name, value) for name, value in one.details.items()}
    href = page + EVENT_PAGES.get(one.event, "")
    title = gettext("{event}: {title}", event=gettext(label), title=c["title"])
    return Entry(c["id"], one.key, title, gettext(words, **values), href, one.at, one.at, _agency(c))


def feed_of_many(
    name: str, cards: Sequence[Mapping[str, Any]], happened: Mapping[Any, Sequence[Happened]], place: Place
) -> Feed:
    """One entry a consultation; it is new again when its period was made longer or its outcome appeared."""
    entries = [_entry_of_card(name, c, happened.get(c["id"], ()), place) for c in cards]
    entries.sort(key=lambda one: one.updated, reverse=True)
    began = max((c["published_at"] for c in cards), default=day_start(date(2026, 1, 1)))
    return _feed(place, gettext(FEEDS[name]), f"{place.base_url}/consultations{PAGES[name]}", began, entries)


def _entry_of_card(name: str, c: Mapping[str, Any], happened: Sequence[Happened], place: Place) -> Entry:
    page = f"{place.base_url}/consultations/{c['id']}"
    if name == "reported":
        at = max((one.at for one in happened if one.event is Event.REPORTED), default=c["published_at"])
        words = gettext(EVENTS[Event.REPORTED][1])
        return Entry(c["id"], "reported", c["title"], words, f"{page}/report", at, at, _agency(c))
    longer = [one.at for one in happened if one.event is Event.EXTENDED]
    key, published = "open", c["published_at"]
    if name == "closing":
        key = f"closing:{c['closes_on'].isoformat()}"
        published = max(published, day_start(c["closes_on"] - SOON))
    ends = gettext(EVENTS[Event.OPENED][1], closes_on=show_date(c["closes_on"]))
    words = f"{ends}\n{c['summary']}" if c["summary"] else ends
    return Entry(c["id"], key, c["title"], words, page, max([published, *longer]), published, _agency(c))


def closing_day(c: Mapping[str, Any], happened: Sequence[Happened], base_url: str) -> ClosingDay:
    """The day on which the period of a consultation ends."""
    longer = [one.at for one in happened if one.event in (Event.EXTENDED, Event.WITHDRAWN)]
    url = f"{base_url}/consultations/{c['id']}"
    return ClosingDay(
        consultation_id=c["id"],
        host=urlsplit(base_url).hostname or "localhost",
        day=c["closes_on"],
        title=gettext("Last day for comments: {title}", title=c["title"]),
        description=gettext("Comments are taken until 24:00, Beijing time.") + f"\n{url}",
        url=url,
        changed_at=max([c["published_at"], *longer]),
        times_changed=len(longer),
        remind_days=REMIND_DAYS,
        is_cancelled=any(one.event is Event.WITHDRAWN for one in happened),
    )


def _feed(place: Place, title: str, alternate: str, began: datetime, entries: Sequence[Entry]) -> Feed:
    return Feed(
        title=f"{title} - {place.site_name}",
        self_href=place.self_href,
        alternate_href=alternate,
        lasting=f"{place.base_url}{place.path}",
        author=place.site_name,
        locale=current_locale(),
        began=began,
        entries=entries,
    )


def _agency(c: Mapping[str, Any]) -> str:
    return c["agency"] if current_locale() == "zh-CN" else c["agency_en"] or c["agency"]


def _shown(name: str, value: str) -> str:
    return show_date(date.fromisoformat(value)) if name in ("closes_on", "before") else value
