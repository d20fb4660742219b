"""Recognise the clauses of a message that say nothing about its matter: greetings, signatures, personal lines.

Every test takes one lower-case clause without punctuation. The patterns are in data/boilerplate.txt. A clause that
voices an opinion is never a personal line, however it begins ("我是坚决反对的" stays).
"""

import re
from functools import lru_cache
from pathlib import Path

from app.similarity.tables import NOUNS, OTHER_WORDS

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)


CLAUSES_KEPT = 8_192
"""So many clauses are remembered: what a campaign sends and how people greet comes again and again."""


def _patterns() -> dict[str, re.Pattern[str]]:
    """The sections of the file, the lines of each as alternatives; `<WHO>` is replaced by the section `who`."""
    sections: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "data" / "boilerplate.txt").read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].replace("_", "").isalpha():
            lines = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    joined: dict[str, str] = {}
    for name, alternatives in sections.items():
        whole = "|".join(alternatives)
        for other, pattern in joined.items():
            whole = whole.replace(f"<{other.upper()}>", pattern)
        joined[name] = whole
    return {name: re.compile(whole) for name, whole in joined.items()}


_FILE = _patterns()
_GREETING, _THANKS, _SIGNATURE = _FILE["greeting"], _FILE["thanks"], _FILE["signature"]
_PERSONAL, _OPINION = _FILE["personal"], _FILE["opinion"]
_TITLED_NAME = re.compile(r"(.)[\u4e00-\u9fff]{0,2}(?:先生|女士|同志|小姐|师傅|大爷|大妈|阿姨|某某?)")
_BARE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LATIN_NAME = re.compile(r"[a-z]+(?: [a-z]+){0,3}")


@lru_cache(maxsize=CLAUSES_KEPT)
def is_greeting(clause: str) -> bool:
    """Whether a clause only greets or announces that something will be said (称呼、问候)."""
    return _is_short(clause) and bool(_GREETING.fullmatch(clause) or _THANKS.fullmatch(clause))


def is_signature(clause: str, *, own_line: bool) -> bool:
    """Whether a clause at the end only thanks, signs or dates (落款). A bare name counts on its own line only."""
    if len(clause) > 100:
        return False
    if _THANKS.fullmatch(clause) or _SIGNATURE.fullmatch(clause):
        return True
    if (named := _TITLED_NAME.fullmatch(clause)) and named[1] in SURNAMES:
        return True
    if not own_line:
        return False
    if _BARE_NAME.fullmatch(clause):
        return clause[0] in SURNAMES and clause[:2] not in NOUNS and clause[:2] not in OTHER_WORDS
    return bool(_LATIN_NAME.fullmatch(clause)) and len(clause) <= 30 and not _OPINION.search(clause)


@lru_cache(maxsize=CLAUSES_KEPT)
def is_personal(clause: str) -> bool:
    """Whether a clause only tells who is writing (个人情况)."""
    return _is_short(clause) and bool(_PERSONAL.fullmatch(clause)) and not _OPINION.search(clause)


def _is_short(clause: str) -> bool:
    return len(clause) <= (100 if clause.isascii() else 30)
