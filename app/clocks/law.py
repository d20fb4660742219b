"""The periods of the law as data, each with its source and the day from which it holds.

A change of the law is a new row in LAWS; what was received before it keeps the periods of its own day.
"""

from dataclasses import dataclass
from datetime import date

REGULATION = "《中华人民共和国政府信息公开条例》（国务院令第711号）"


@dataclass(frozen=True)
class Period:
    """A number of working days, and where it is written. An empty `article`: a default of the product."""

    workdays: int
    article: str
    source: str = REGULATION


@dataclass(frozen=True)
class Law:
    """All periods of a request that hold from a day on."""

    version: str
    in_force_on: date
    reply: Period
    """The reply (答复), from the day after the application was received."""
    extension: Period
    """The most that the reply may be put off (延期), once."""
    correction_notice: Period
    """Until when the one notice to correct (补正) may be sent, from the day after receipt."""
    correction: Period
    """The time an applicant has to correct, where the notice names no other, from the day after service."""
    third_party: Period
    """The time a third party (第三方) has, from the day after it received the letter."""
    joint_maker: Period
    """The time a joint maker (共同制作机关) has. Silence is consent."""
    payment: Period
    """The time to pay the fee (信息处理费), from the day after the notice was received."""
    publication: Period
    """Proactive publication (主动公开), from the day after the information was made or changed."""


LAWS = (
    Law(
        version="2019",
        in_force_on=date(2019, 5, 15),
        reply=Period(20, "《条例》第三十三条第二款"),
        extension=Period(20, "《条例》第三十三条第二款"),
        correction_notice=Period(7, "《条例》第三十条"),
        correction=Period(10, "《条例》第三十条", "合理的补正期限：本系统的默认值"),
        third_party=Period(15, "《条例》第三十二条"),
        joint_maker=Period(15, "《条例》第三十四条"),
        payment=Period(20, "《条例》第四十二条", "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"),
        publication=Period(20, "《条例》第二十六条"),
    ),
)
"""Oldest first."""

EXCLUSION = "《条例》第三十三条第三款"
FIRST_DAY = "《民法典》第二百零一条"
LAST_DAY = "《民法典》第二百零三条"
DELAY = "《条例》第三十五条"


def law_on(day: date) -> Law:
    """The periods that hold for what is received that day. Before the oldest we know, those of the oldest."""
    return max((law for law in LAWS if law.in_force_on <= day), key=lambda law: law.in_force_on, default=LAWS[0])
