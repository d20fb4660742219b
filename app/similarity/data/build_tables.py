"""Makes the four tables of this folder anew; run by hand, never at run time.

    python build_tables.py TSCharacters.txt dict.txt

TSCharacters.txt is OpenCC's traditional-to-simplified table (Apache-2.0), dict.txt is the word list of
jieba 0.42.1 (MIT): word, count, part of speech. Only derived numbers and word classes are kept.

Why a word list and not a corpus: the weights must be frozen (the same text gives the same sketch on every
machine, for years), must come from a source whose licence is clear, and need not be exact: they only decide
which sixteen grams of a text are looked up first. A pair of characters is counted inside words, and across
word borders as (a ends a word) x (b begins a word), which is the independence estimate.
"""

import itertools
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
TOP_PAIRS = 36_000
WORD_COUNT = 20
PLACE_COUNT = 10
NAME_COUNT = 200


def characters(source: Path) -> str:
    pairs = [line.split("\t") for line in source.read_text("utf-8").splitlines() if "\t" in line]
    singles = [(old, new.split(" ")[0]) for old, new in pairs if len(old) == 1 and len(new.split(" ")[0]) == 1]
    return "".join(o for o, _ in singles) + "\n" + "".join(n for _, n in singles) + "\n"


def is_cjk(word: str) -> bool:
    return all("\u3400" <= c <= "\u9fff" for c in word)


def names(jieba: Path) -> None:
    """How much more a character stands in names of people, places and companies than in words: log ratio, -3 to 3.

    A name counts once however common it is, a word as often as it is said. One line a value: it, then characters.
    """
    people: Counter[str] = Counter()
    places: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for line in jieba.read_text("utf-8").splitlines():
        word, count, tag = line.split()
        if not is_cjk(word):
            continue
        if tag.startswith("nr"):
            people.update(word if len(word) in (2, 3) else "")
        elif tag.startswith(("ns", "nz", "nt")):
            places.update(word[:3] if len(word) <= 4 else "")
        else:
            words.update(dict.fromkeys(word, int(count)))
    lines: dict[float, str] = {}
    for char in sorted({*people, *places, *words}):
        share = people[char] / people.total() / 2 + places[char] / places.total() / 2
        ratio = math.log((share + 2e-6) / (words[char] / words.total() + 2e-6))
        if value := round(2 * max(-3.0, min(3.0, ratio))) / 2:
            lines[value] = lines.get(value, "") + char
    (HERE / "names.txt").write_text("".join(f"{value} {chars}\n" for value, chars in sorted(lines.items())), "utf-8")


def main(opencc: Path, jieba: Path) -> None:
    (HERE / "hanzi.txt").write_text(characters(opencc), "utf-8")
    names(jieba)
    inside: Counter[str] = Counter()
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    classes: dict[str, list[str]] = {"noun": [], "place": [], "other": []}
    tokens = 0
    for line in jieba.read_text("utf-8").splitlines():
        word, count_text, tag = line.split()
        count = int(count_text)
        if not is_cjk(word):
            continue
        tokens += count
        begins[word[0]] += count
        ends[word[-1]] += count
        for first, second in itertools.pairwise(word):
            inside[first + second] += count
        if tag.startswith("ns") and len(word) in (2, 3) and count >= PLACE_COUNT:
            classes["place"].append(word)
        elif len(word) == 2 and tag.startswith("nr") and count >= NAME_COUNT:
            classes["other"].append(word)  # so frequent a "name" is a word: 养老, 高峰
        elif len(word) == 2 and count >= WORD_COUNT and not tag.startswith("nr"):
            classes["noun" if tag.startswith("n") else "other"].append(word)
    (HERE / "words.txt").write_text("".join(f"{k} {' '.join(sorted(v))}\n" for k, v in classes.items()), "utf-8")
    _write_background(inside, begins, ends, tokens)


def _write_background(inside: Counter[str], begins: Counter[str], ends: Counter[str], tokens: int) -> None:
    pairs = [pair for pair, _ in inside.most_common(TOP_PAIRS)]
    codes = np.array([(ord(p[0]) << 16) | ord(p[1]) for p in pairs], dtype=np.uint32)
    order = np.argsort(codes)
    share = np.array([inside[p] / tokens for p in pairs])

    def quantised(value: np.ndarray) -> np.ndarray:
        return np.clip(np.round(-10 * np.log(value)), 0, 255).astype(np.uint8)

    edge = np.full((2, 0x10000), 255, dtype=np.uint8)
    for row, counts in enumerate((begins, ends)):
        for char, count in counts.items():
            if count:
                edge[row, ord(char)] = quantised(np.array([count / tokens]))[0]
    np.savez_compressed(
        HERE / "background.npz", pairs=codes[order], share=quantised(share)[order], edge=edge[:, 0x3400:0xA000]
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
