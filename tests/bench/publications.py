"""Invented public texts in any number: titles as offices write them, bodies of made-up sentences.

Words come from the project's own list, drawn so that few are frequent and most are rare, as in real texts. Titles are
built from place, year, matter and kind, so that many differ in one of them only: that is what makes finding hard.
"""

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from app.similarity.tables import NOUNS, OTHER_WORDS

FIRST_YEAR, YEARS = 2011, 16
_DISTRICTS = (
    "浦东新区 黄浦区 静安区 徐汇区 长宁区 普陀区 虹口区 杨浦区 宝山区 闵行区 嘉定区 金山区 松江区 青浦区 奉贤区 崇明区"
)
_OFFICES = "人力资源和社会保障局 民政局 教育局 卫生健康委员会 住房保障局 交通委员会 生态环境局 市场监督管理局 财政局"
_VERBS = "做好 加强 调整 规范 开展 推进 完善 公布 明确 印发"
_KINDS = "通知 实施细则 办法 意见 公告 方案 情况 目录 名单 标准"
_SPECIES = "人社规 民规 教委规 卫健规 建房规 交规 环规 市监规 财规"
_DISTRICT, _OFFICE, _VERB, _KIND, _NUMBER = (s.split() for s in (_DISTRICTS, _OFFICES, _VERBS, _KINDS, _SPECIES))


@dataclass(frozen=True, slots=True)
class Publication:
    """A public text that nobody ever published."""

    number: int
    title: str
    body: str
    doc_no: str
    dated_on: date


class _Words:
    """Words by Zipf's law."""

    def __init__(self, r: random.Random) -> None:
        self.nouns, self.others = sorted(NOUNS), sorted(OTHER_WORDS)
        random.Random(1).shuffle(self.nouns)
        random.Random(2).shuffle(self.others)
        self.random = r.random
        self.of_nouns = list(accumulate(1 / (n + 20) for n in range(len(self.nouns))))
        self.of_others = list(accumulate(1 / (n + 5) for n in range(len(self.others))))

    def noun(self) -> str:
        return self.nouns[bisect(self.of_nouns, self.random() * self.of_nouns[-1])]

    def other(self) -> str:
        return self.others[bisect(self.of_others, self.random() * self.of_others[-1])]


def make_publications(count: int, seed: int = 1) -> Iterator[Publication]:
    """The first `count` of an endless series, the same for the same seed."""
    r = random.Random(seed)
    words = _Words(r)
    for number in range(count):
        year = FIRST_YEAR + int(YEARS * r.random() ** 0.7)
        office = r.randrange(len(_OFFICE))
        district = r.choice(_DISTRICT)
        matter = f"{words.noun()}{words.noun()}{words.noun() if r.random() < 0.5 else words.other()}"
        title = f"{district}{_OFFICE[office]}关于{r.choice(_VERB)}{year}年度{matter}{words.noun()}的{r.choice(_KIND)}"
        sentences = [
            "".join(words.noun() if r.random() < 0.6 else words.other() for _ in range(r.randint(5, 9)))
            for _ in range(r.randint(5, 9))
        ]
        day = date(year, 1, 1) + timedelta(days=r.randrange(365))
        doc_no = f"{district[0]}{_NUMBER[office]}〔{year}〕{r.randint(1, 400)}号" if r.random() < 0.4 else ""
        yield Publication(number, title, "，".join(sentences) + "。", doc_no, day)
