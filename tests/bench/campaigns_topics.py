"""Invented messages about matters (place and issue), each told in words of its own; for tier 2 of the benchmark."""

import random
from dataclasses import dataclass
from pathlib import Path

from tests.bench.campaign_words import pick
from tests.bench.campaigns import make_base

_ISSUES = [
    tuple(part.split("/") for part in line.split("|"))
    for line in Path(__file__).with_name("campaigns_topics.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
_KINDS = ("小区", "街道", "社区", "花园", "村", "镇", "新村", "家园")


@dataclass(frozen=True, slots=True)
class Message:
    """A message with a title; `topic` is "" where it belongs to none."""

    title: str
    text: str
    topic: str


def make_messages(r: random.Random, topics: int = 48, others: int = 2_000) -> list[Message]:
    """`topics` matters of 2 to 14 messages (each issue in two or three places, several issues in some), as many
    single messages about one of these issues elsewhere, and others about other things."""
    said: list[Message] = []
    places = [_place(r) for _ in range(topics * 3 // 4)]
    for number in range(topics):
        matter = _Matter.make(r, r.choice(places), number % len(_ISSUES), f"topic {number}")
        said += [matter.tell(r) for _ in range(r.choice((2, 3, 3, 4, 5, 6, 8, 11, 14)))]
    said += [_Matter.make(r, _place(r), r.randrange(len(_ISSUES)), "").tell(r) for _ in range(topics)]
    for _ in range(others):
        base = make_base(r, r.choice((2, 3, 4, 6)), False).text
        said.append(Message(base.split("。")[0][:24], base, ""))
    r.shuffle(said)
    return said


def _place(r: random.Random) -> str:
    return pick(r, "syllables") + pick(r, "syllables") + r.choice(_KINDS)


@dataclass(frozen=True, slots=True)
class _Matter:
    """What the neighbours of one place know about one issue: who is to blame, where it is, what happened."""

    topic: str
    place: str
    titles: list[str]
    sentences: list[str]
    names: list[str]

    @classmethod
    def make(cls, r: random.Random, place: str, issue: int, topic: str) -> "_Matter":
        titles, sentences = _ISSUES[issue]
        company = pick(r, "syllables") + pick(r, "syllables") + pick(r, "trades") + "公司"
        road = pick(r, "syllables") + pick(r, "syllables") + "路"
        return cls(topic, place, r.sample(titles, 3), r.sample(sentences, 5), [f"责任方是{company}", f"就在{road}边上"])

    def tell(self, r: random.Random) -> Message:
        """One message of one neighbour."""
        title, issue = r.choice(self.titles), r.choice(self.titles)
        title = r.choice((f"{self.place}{title}", f"{title}（{self.place}）", f"反映{self.place}{title}", title))
        parts = r.sample(self.sentences, r.choice((2, 3, 3, 4)))
        where = (f"我住在{self.place}，{issue}", f"{self.place}{issue}", f"{issue}，地点在{self.place}")
        parts.insert(0, r.choice(where))
        parts += r.sample(self.names, r.choice((0, 1, 1, 2)))
        if r.random() < 0.4:
            parts.append(pick(r, "wishes").rstrip("。"))
        if r.random() < 0.3:
            parts.append(f"{pick(r, 'tried')}，{pick(r, 'tried_results')}")
        return Message(title, pick(r, "personal") * (r.random() < 0.3) + "。".join(parts) + "。", self.topic)
