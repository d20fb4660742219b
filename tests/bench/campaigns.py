"""Invented campaigns for the grouping benchmark: each base text is used once, its variants carry its number.

Sentences are frames filled with random dictionary words, so that bases share nothing but the frames; what they say
is nonsense, what is measured is whether edits are told from other texts. No text of anybody's is used.
"""

import random
import re
from dataclasses import dataclass

from app.similarity.tables import NOUNS, OTHER_WORDS, TO_SIMPLIFIED

PLACES = (
    *("临江市", "长沙市", "武汉市", "杭州市", "西安市", "青禾县", "云台区", "白石镇", "柳河乡"),
    *("松涛街道", "望海小区", "北苑社区", "南桥村", "金穗路"),
)
OTHER_PLACES = ("望江区", "宝应镇", "长春市", "梧桐路", "芙蓉小区", "南昌市", "西河村")
FRAMES = (
    "建议在{p}{v}{n}，方便{n}的{n}",
    "希望{p}尽快{v}{n}问题",
    "我们认为{n}应当{v}{n}，不能只靠{n}{v}",
    "因为{n}{v}{n}，{n}一直没有{v}",
    "现在{p}的{n}非常{v}，经常影响{n}",
    "第{k}条规定的{n}应该{v}到{k}个月",
    "{y}年以来{n}{v}了{k}次，居民都在{v}",
    "请问{p}{y}年的{n}{v}标准是多少",
    "政府部门要{v}{n}，并且公布{n}的{v}情况",
    "很多{n}反映{n}{v}，晚上{n}更加{v}",
    "对{n}的{v}办法，建议增加{n}{v}的内容",
    "如果{n}不{v}，{n}就会{v}{n}",
)
SYNONYMS = (
    "希望/盼望 建议/提议 尽快/尽早 问题/难题 应当/应该 因为/由于 一直/始终 现在/目前 非常/十分 经常/时常 "
    "居民/住户 标准/准则 政府部门/主管部门 公布/公开 情况/状况 很多/不少 晚上/夜里 更加/越发 "
    "增加/增设 内容/条文 如果/倘若 方便/便利"
)
GREETINGS = ("尊敬的领导：您好！", "各位专家好，", "您好！", "你好，想反映一个情况：", "致起草组：\n", "敬爱的市长：")
SIGNATURES = (
    *("谢谢！", "此致\n敬礼\n", "望采纳。", "\n一位老居民", "\n热心市民陈女士"),
    *("盼复！\n2026年8月2日", "恳请重视，感谢。"),
)
PERSONAL = (
    "我是一名退休工人，",
    "作为两个孩子的家长，",
    "本人在这里住了十八年，",
    "我今年五十六岁，",
    "我是附近小区的业主，",
    "我们家有两位老人，",
)
TRAP_BELOW = 60
COMMON = "的一是了我不在人有他这上来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多"
TRADITIONAL = {new: chr(old) for old, new in TO_SIMPLIFIED.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """One comment and the number of its campaign."""

    words: str
    campaign: int


def make_campaigns(count: int, seed: int) -> list[Said]:
    """`count` comments in random order: singles, campaigns of Zipf sizes up to 2,000, and traps beside short
    bases that name a place or a number (in a long text a changed place is the same campaign)."""
    r = random.Random(seed)
    nouns, verbs = sorted(NOUNS), sorted(OTHER_WORDS)
    said: list[Said] = []
    campaign = 0
    while len(said) < count:
        base = "。".join(_sentence(r, nouns, verbs) for _ in range(r.choice((1, 1, 1, 2, 2, 3, 4, 6)))) + "。"
        trap = _trap(r, base) if len(base) < TRAP_BELOW else None
        for text in [base, trap] if trap else [base]:
            size = 1 if r.random() < 0.5 else min(int(r.paretovariate(0.95)) + 1, 2_000)
            said.append(Said(text, campaign))
            said += [Said(_variant(r, text), campaign) for _ in range(size - 1)]
            campaign += 1
    said = said[:count]
    r.shuffle(said)
    return said


def _sentence(r: random.Random, nouns: list[str], verbs: list[str]) -> str:
    fill = {
        "n": lambda: r.choice(nouns),
        "v": lambda: r.choice(verbs),
        "p": lambda: r.choice(PLACES),
        "k": lambda: str(r.randrange(2, 60)),
        "y": lambda: str(r.randrange(2015, 2027)),
    }
    return re.sub(r"\{(\w)\}", lambda m: fill[m[1]](), r.choice(FRAMES))


def _trap(r: random.Random, base: str) -> str | None:
    """The same words about another place, year or number, where the base names one."""
    places = [p for p in PLACES if p in base]
    if places and r.random() < 0.5:
        old = r.choice(places)
        return base.replace(old, r.choice(OTHER_PLACES))
    if found := list(re.finditer(r"\d+", base)):
        where = r.choice(found)
        return base[: where.start()] + str(int(where[0]) + r.choice((1, 2, 3, 7))) + base[where.end() :]
    return None


def _variant(r: random.Random, base: str) -> str:
    clauses = [c for c in re.split(r"(?<=[，。])", base) if c]
    if len(clauses) > 3 and r.random() < 0.25:
        del clauses[r.randrange(len(clauses))]
    if len(clauses) > 1 and r.random() < 0.15:
        i = r.randrange(len(clauses) - 1)
        clauses[i], clauses[i + 1] = clauses[i + 1], clauses[i]
    text = "".join(clauses)
    if r.random() < 0.5:
        for pair in SYNONYMS.split():
            one, other = pair.split("/")
            if r.random() < 0.6:
                text = text.replace(one, other)
    if r.random() < 0.5:
        text = _typos(r, text, max(1, int(len(text) * r.random() * 0.06)))
    text = (r.choice(PERSONAL) if r.random() < 0.3 else "") + text
    text = (r.choice(GREETINGS) if r.random() < 0.3 else "") + text + (r.choice(SIGNATURES) if r.random() < 0.3 else "")
    if r.random() < 0.1:
        text = "".join(TRADITIONAL.get(c, c) for c in text)
    return text.translate({n: n + 0xFEE0 for n in range(48, 58)}) if r.random() < 0.1 else text


def _typos(r: random.Random, text: str, count: int) -> str:
    chars = list(text)
    for _ in range(count):
        i, kind = r.randrange(len(chars)), r.random()
        if chars[i].isdigit() or len(chars) < 6:
            continue  # a mistyped digit is another number: nobody could tell
        if kind < 0.4:
            chars[i] = r.choice(COMMON)
        elif kind < 0.6:
            chars.insert(i, r.choice(COMMON))
        elif kind < 0.8:
            del chars[i]
        else:
            chars[i : i + 2] = (
                r.choices(COMMON, k=2) if not any(c.isdigit() for c in chars[i : i + 2]) else chars[i : i + 2]
            )
    return "".join(chars)
