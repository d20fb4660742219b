"""When a reply must settle whether its information becomes public (转化触发条件), 实施办法二（五）, 条例 art. 44. Pure.

Any of the four of the Measures is enough, or somebody's suggestion. Numbers are an office's own (settings); by
default three different applicants, or five requests, within 365 days (domain.md 2.6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.lib.i18n import gettext_noop as _


class TriggerKind(StrEnum):
    """Why (触发条件)."""

    HIGH_REPETITION = "high_repetition"
    HIGH_VOLUME = "high_volume"
    WIDE_SCOPE = "wide_scope"
    WIDE_AWARENESS = "wide_awareness"
    APPLICANT_SUGGESTION = "applicant_suggestion"
    PERIODIC_REVIEW = "periodic_review"


TRIGGER_LABELS: Mapping[TriggerKind, str] = {
    TriggerKind.HIGH_REPETITION: _("Asked for by several people"),
    TriggerKind.HIGH_VOLUME: _("Asked for often"),
    TriggerKind.WIDE_SCOPE: _("Concerns many"),
    TriggerKind.WIDE_AWARENESS: _("All should know it"),
    TriggerKind.APPLICANT_SUGGESTION: _("An applicant suggests it"),
    TriggerKind.PERIODIC_REVIEW: _("Periodic review"),
}

DISCLOSED = frozenset({"granted", "partial"})
"""Kinds of replies that disclose: only what may be disclosed counts."""

NOT_ASKED = frozenset({"withdrawn", "petition", "repeat", "publication", "abusive", "not_corrected", "fee_unpaid"})
"""Kinds after which a request is none that counts."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """An office's numbers (转化阈值)."""

    people: int = 3
    requests: int = 5
    days: int = 365


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a group, as far as it counts."""

    request_id: UUID
    applicant_key: str
    received_on: date
    reply_kind: str | None
    suggests: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a group is from the threshold: people who got it (or get it now), requests in the window."""

    people: int
    requests: int
    kinds: tuple[TriggerKind, ...]
    suggested_by: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """A reply must settle the conversion of this group."""

    group_id: UUID
    number: int
    title: str
    reach: Reach


def reach_of(
    asked: Sequence[Asked],
    answering: frozenset[UUID],
    *,
    wide_scope: bool = False,
    wide_awareness: bool = False,
    on: date,
    law: Thresholds,
) -> Reach:
    """Count a group on a day; `answering` are requests that are disclosed in the same act (decisions.md).

    Without anything disclosed nothing fires: whether it may be public is not known yet.
    """
    recent = [one for one in asked if on - timedelta(days=law.days) < one.received_on <= on]
    open_or_given = [one for one in recent if one.request_id in answering or one.reply_kind not in NOT_ASKED]
    given = [one for one in recent if one.request_id in answering or one.reply_kind in DISCLOSED]
    people = len({one.applicant_key for one in given})
    suggested = tuple(one.request_id for one in open_or_given if one.suggests)
    fires = {
        TriggerKind.HIGH_REPETITION: people >= law.people,
        TriggerKind.HIGH_VOLUME: len(open_or_given) >= law.requests,
        TriggerKind.WIDE_SCOPE: wide_scope,
        TriggerKind.WIDE_AWARENESS: wide_awareness,
        TriggerKind.APPLICANT_SUGGESTION: bool(suggested),
    }
    kinds = tuple(kind for kind, does in fires.items() if does) if given else ()
    return Reach(people, len(open_or_given), kinds, suggested)
