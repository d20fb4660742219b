"""The clock of a request (答复期限): events in, the last day and every day on the way out.

Four effects, easily mixed up: a correction and a paid fee start the period anew, a consultation suspends it, an
extension is added to its end. Days on which two consultations overlap are taken out once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.clocks import law as articles
from app.clocks.law import Law
from app.workdays.rules import Calendar, add_workdays, day_note, is_provisional, is_workday

ONE_DAY = timedelta(days=1)


class ClockKind(StrEnum):
    """What happened to a period."""

    CORRECTION = "correction"
    """补正: `start` is the day the notice was served, `end` the day the corrected request arrived. Starts anew."""
    EXTENSION = "extension"
    """延期: `workdays` are added to the end."""
    THIRD_PARTY = "third_party"
    """征求第三方意见: `start` is the day the letter went out, `served` the day it arrived, `end` the opinion's day."""
    JOINT = "joint"
    """征求共同制作机关意见: as above."""
    FEE = "fee"
    """收费: `start` is the day the notice was served, `end` the day of payment. Starts anew."""
    DELAY = "delay"
    """延迟答复 of many requests with good reason (art. 35): `workdays` are added to the end."""


RESTARTS = frozenset({ClockKind.CORRECTION, ClockKind.FEE})
SUSPENDS = frozenset({ClockKind.THIRD_PARTY, ClockKind.JOINT})
APPENDS = frozenset({ClockKind.EXTENSION, ClockKind.DELAY})


@dataclass(frozen=True)
class ClockEvent:
    """One thing that moves the due date."""

    kind: ClockKind
    start: date
    end: date | None = None
    workdays: int = 0
    """How long the other side has, or how much is added. 0 where the other side has what the law gives."""
    served: date | None = None
    """When a letter arrived at those who are asked. None: on the day it went out."""


class StepKind(StrEnum):
    """What a step tells."""

    RECEIVED = "received"
    RESTARTED = "restarted"
    COUNTED = "counted"
    MADE_UP = "made_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    EXCLUDED = "excluded"
    SENT = "sent"
    RETURNED = "returned"
    SILENT = "silent"
    WITHOUT_EFFECT = "without_effect"
    APPENDED = "appended"
    DUE = "due"


@dataclass(frozen=True)
class Step:
    """One line of the explanation: a day and what it does. `telling.tell` puts it into words."""

    day: date
    kind: StepKind
    article: str = ""
    count: int = 0
    """The number of the counted day, or how many days were given."""
    about: ClockKind | None = None
    note: str = ""
    """Name of the holiday."""
    is_provisional: bool = False


@dataclass(frozen=True)
class Span:
    """Days that a consultation takes out: sent < d <= until (条例 art. 33(3))."""

    kind: ClockKind
    sent: date
    until: date
    is_silent: bool

    def holds(self, day: date) -> bool:
        return self.sent < day <= self.until


@dataclass(frozen=True)
class ReplyClock:
    """When the reply is due, and the way there."""

    due: date
    is_provisional: bool
    steps: tuple[Step, ...]
    counts_from: date
    """The day after which counting begins: received, corrected or paid."""
    excluded: int
    """Working days that consultations took out."""
    added: int
    """Working days added by extension or delay."""
    provisional_years: tuple[int, ...] = field(default=())


def opinion_due(calendar: Calendar, event: ClockEvent, *, law: Law) -> date:
    """Last day for the opinion of a third party or a joint maker."""
    period = law.third_party if event.kind is ClockKind.THIRD_PARTY else law.joint_maker
    return add_workdays(calendar, event.served or event.start, event.workdays or period.workdays).day


def spans(calendar: Calendar, events: Iterable[ClockEvent], *, law: Law) -> list[Span]:
    """The consultations as spans of excluded days, earliest first. An opinion after its last day ends nothing."""
    found = []
    for event in events:
        if event.kind not in SUSPENDS:
            continue
        last = opinion_due(calendar, event, law=law)
        until = min(event.end, last) if event.end else last
        found.append(Span(event.kind, event.start, until, is_silent=event.end is None or event.end > last))
    return sorted(found, key=lambda span: (span.sent, span.until, span.kind))


def compute(calendar: Calendar, received_on: date, events: Sequence[ClockEvent], *, law: Law) -> ReplyClock:
    """The last day for the reply (答复期限届满日), from scratch.

    A consultation that begins when the period is already over takes out nothing. A consultation without an end
    counts as silent: until its opinion is due.
    """
    ends = [event for event in events if event.kind in RESTARTS and event.end and event.end >= received_on]
    restart = max(ends, key=lambda event: event.end or received_on, default=None)
    begin = restart.end if restart and restart.end else received_on
    added = sum(event.workdays for event in events if event.kind in APPENDS)
    whole = law.reply.workdays + added
    due = add_workdays(calendar, begin, whole).day
    used: list[Span] = []
    late: list[Span] = []
    for span in spans(calendar, events, law=law):
        if span.sent > due:
            late.append(span)
            continue
        used.append(span)
        due = add_workdays(calendar, begin, whole + _count_excluded(calendar, begin, used)).day
    walk = _Walk(calendar, law, received_on, begin, due, restart.kind if restart else None, used, late, tuple(events))
    years = range(begin.year, due.year + 1)
    return ReplyClock(
        due=due,
        is_provisional=is_provisional(calendar, begin + ONE_DAY, due),
        steps=tuple(walk.steps()),
        counts_from=begin,
        excluded=_count_excluded(calendar, begin, used),
        added=added,
        provisional_years=tuple(
            year for year in years if year not in calendar.published and (begin + ONE_DAY).year <= year
        ),
    )


def _count_excluded(calendar: Calendar, begin: date, used: Sequence[Span]) -> int:
    """Working days after `begin` in the union of the spans."""
    days = {day for span in used for day in each_day(max(span.sent, begin), span.until)}
    return sum(is_workday(calendar, day) for day in days)


def each_day(after: date, last: date) -> Iterable[date]:
    """The days d with after < d <= last."""
    return (after + timedelta(days=i) for i in range(1, (last - after).days + 1))


@dataclass(frozen=True)
class _Walk:
    calendar: Calendar
    law: Law
    received_on: date
    begin: date
    due: date
    restarted_by: ClockKind | None
    used: Sequence[Span]
    late: Sequence[Span]
    events: tuple[ClockEvent, ...]

    def steps(self) -> Iterable[Step]:
        happened = self._happened()
        before = [Step(self.received_on, StepKind.RECEIVED, articles.FIRST_DAY)]
        before += [step for day, steps in happened.items() for step in steps if day <= self.begin]
        yield from sorted(before, key=lambda step: step.day)
        if self.restarted_by:
            article = self._period(self.restarted_by)
            yield Step(self.begin, StepKind.RESTARTED, article, self.law.reply.workdays, self.restarted_by)
        count = 0
        for day in each_day(self.begin, self.due):
            step = self._day(day, count)
            count += step.kind in (StepKind.COUNTED, StepKind.MADE_UP)
            yield step
            yield from happened.get(day, ())
        yield Step(self.due, StepKind.DUE, articles.LAST_DAY, count, is_provisional=self._unknown(self.due))
        for span in self.late:
            yield Step(span.sent, StepKind.WITHOUT_EFFECT, articles.EXCLUSION, about=span.kind)

    def _day(self, day: date, count: int) -> Step:
        unknown, note = self._unknown(day), day_note(self.calendar, day)
        if not is_workday(self.calendar, day):
            is_holiday = bool(note) or day.weekday() < 5
            kind = StepKind.HOLIDAY if is_holiday else StepKind.WEEKEND
            return Step(day, kind, note=note, is_provisional=unknown)
        taken = next((span for span in self.used if span.holds(day)), None)
        if taken:
            return Step(day, StepKind.EXCLUDED, articles.EXCLUSION, about=taken.kind, is_provisional=unknown)
        kind = StepKind.MADE_UP if day.weekday() >= 5 else StepKind.COUNTED
        return Step(day, kind, count=count + 1, note=note, is_provisional=unknown)

    def _happened(self) -> Mapping[date, list[Step]]:
        """What happened on which day. What is added to the end is told on the day it was decided."""
        found: dict[date, list[Step]] = {}
        for span in self.used:
            ending = StepKind.SILENT if span.is_silent else StepKind.RETURNED
            article = self._period(span.kind)
            found.setdefault(span.sent, []).append(Step(span.sent, StepKind.SENT, article, about=span.kind))
            found.setdefault(span.until, []).append(Step(span.until, ending, article, about=span.kind))
        for event in self.events:
            if event.kind in APPENDS:
                day = max(event.start, self.received_on)
                step = Step(day, StepKind.APPENDED, self._period(event.kind), event.workdays, event.kind)
                found.setdefault(day, []).append(step)
        return found

    def _period(self, kind: ClockKind) -> str:
        return {
            ClockKind.CORRECTION: self.law.correction.article,
            ClockKind.EXTENSION: self.law.extension.article,
            ClockKind.THIRD_PARTY: self.law.third_party.article,
            ClockKind.JOINT: self.law.joint_maker.article,
            ClockKind.FEE: self.law.payment.article,
            ClockKind.DELAY: articles.DELAY,
        }[kind]

    def _unknown(self, day: date) -> bool:
        return day.year not in self.calendar.published
