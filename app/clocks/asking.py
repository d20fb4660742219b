"""The dates of one request as somebody types them, checked: what the command line and the clerk's calculator take."""

from dataclasses import dataclass
from datetime import date

from app.clocks.law import Law, law_on
from app.clocks.rules import ClockEvent, ClockKind, ReplyClock, compute, opinion_due
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.workdays.rules import Calendar, add_workdays


class ExtensionTooLong(Refused):
    """条例 art. 33(2): 延长的期限最长不得超过20个工作日."""

    code = "E_REQ_EXT_OVER"
    message = _("An extension is at most {most} working days.")


class NotSo(Refused):
    """Dates that cannot be."""

    code = "E_DATES"


@dataclass(frozen=True)
class Question:
    """What is known of a request. A None is something that did not happen."""

    received: date
    extend: int | None = None
    corrected: date | None = None
    paid: date | None = None
    sent: date | None = None
    third_party_received: date | None = None
    returned: date | None = None
    is_joint: bool = False


@dataclass(frozen=True)
class Answer:
    """The clock, and the other dates that follow from the question."""

    clock: ReplyClock
    law: Law
    correction_notice_by: date
    opinion_by: date | None
    extension_by: date | None
    """Until when the extension must be approved and told: the last day before it was added."""


def answer(question: Question, *, calendar: Calendar) -> Answer:
    """Compute. Raises ExtensionTooLong and NotSo with a sentence that says what is wrong."""
    law = law_on(question.received)
    check(question, law=law)
    try:
        return _compute(question, law, calendar)
    except OverflowError:
        raise NotSo(_("There is no calendar so far in the future.")) from None


def _compute(question: Question, law: Law, calendar: Calendar) -> Answer:
    events = []
    for kind, day in ((ClockKind.CORRECTION, question.corrected), (ClockKind.FEE, question.paid)):
        if day:
            events.append(ClockEvent(kind, question.received, day))
    opinion_by = None
    if question.sent:
        kind = ClockKind.JOINT if question.is_joint else ClockKind.THIRD_PARTY
        letter = ClockEvent(kind, question.sent, question.returned, served=question.third_party_received)
        opinion_by = opinion_due(calendar, letter, law=law)
        events.append(letter)
    clock, before = compute(calendar, question.received, events, law=law), None
    if question.extend:
        # Told where it is added: on the last day before it. A letter sent during the extension counts too.
        before = clock.due
        events.append(ClockEvent(ClockKind.EXTENSION, before, workdays=question.extend))
        clock = compute(calendar, question.received, events, law=law)
    notice_by = add_workdays(calendar, question.received, law.correction_notice.workdays).day
    return Answer(clock, law, notice_by, opinion_by, before)


def check(question: Question, *, law: Law) -> None:
    """Raises for dates in the wrong order, for one that needs another, and for an extension that is too long."""
    most = law.extension.workdays
    if question.extend is not None and question.extend > most:
        raise ExtensionTooLong(most=most)
    if question.extend is not None and question.extend < 1:
        raise NotSo(_("An extension is at least one working day."))
    if question.sent is None and (question.third_party_received or question.returned):
        raise NotSo(_("Please give the day on which the letter was sent (--sent)."))
    if question.sent is not None and question.third_party_received is None:
        raise NotSo(_("Please give the day on which the letter arrived (--third-party-received)."))
    _in_order(question.received, question.corrected, _("The corrected request cannot arrive before the request did."))
    _in_order(question.received, question.paid, _("The fee cannot be paid before the request arrived."))
    _in_order(question.received, question.sent, _("The letter cannot be sent before the request arrived."))
    _in_order(question.sent, question.third_party_received, _("The letter cannot arrive before it was sent."))
    _in_order(question.third_party_received, question.returned, _("The opinion cannot come before the letter arrived."))


def _in_order(first: date | None, second: date | None, message: str) -> None:
    if first and second and second < first:
        raise NotSo(message)
