"""Grams of a text, their frozen weights, and the few grams by which similar texts find each other.

A gram is a pair of neighbouring CJK characters, a word, a pair of neighbouring words or a number, as a signed
32-bit whole number. A sketch is the K grams with the smallest -log(u)/w, where u is a fixed random number of the
gram and w its inverse-document-frequency weight: weighted bottom-k sampling, so that two texts that share grams
share sketch entries, rare grams first (Cohen & Kaplan 2007, "Summarizing data using bottom-k sketches").
"""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from app.similarity.tables import STOPWORDS
from app.similarity.weights import SHIPPED, Weights

SKETCH_SIZE = 16
QUERY_SIZE = 20

_TOKEN = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
_MAX_WEIGHT = 14.0


def grams_of(flats: Sequence[str], by: Weights = SHIPPED) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct grams of each text: (index of the text, gram int32, weight float32), ordered by text, then gram."""
    owners, grams, weights = _pairs(flats, by)
    extra_owner, extra_gram, extra_weight = [], [], []
    for n, text in enumerate(flats):
        before, before_weight = 0, 0.0
        for token in _TOKEN.findall(text):
            code = crc32(token.encode())
            weight = 4.0 if token[0].isdigit() else 1.0 if token in STOPWORDS else min(4.0 + len(token) * 0.6, 10.0)
            extra_owner.append(n)
            extra_gram.append(code)
            extra_weight.append(weight)
            if before:
                extra_owner.append(n)
                extra_gram.append((before * 31 ^ code) & 0xFFFFFFFF)
                extra_weight.append(min(0.75 * (weight + before_weight), _MAX_WEIGHT))
            before, before_weight = code, weight
    if extra_owner:
        owners = np.concatenate([owners, np.array(extra_owner, dtype=np.int64)])
        grams = np.concatenate([grams, np.array(extra_gram, dtype=np.uint32)])
        weights = np.concatenate([weights, np.array(extra_weight, dtype=np.float32)])
    keys = (owners << 32) | grams
    _, first = np.unique(keys, return_index=True)
    return owners[first], grams[first].view(np.int32), weights[first]


def select(owners: np.ndarray, grams: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """Positions of the `size` sketch entries of each text, best first within a text."""
    mixed = grams.view(np.uint32).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    uniform = ((mixed >> np.uint64(40)).astype(np.float64) + 1) / float(1 << 24)
    order = np.lexsort((-np.log(uniform) / weights, owners))
    sorted_owners = owners[order]
    starts = np.searchsorted(sorted_owners, sorted_owners)
    return order[np.arange(len(order)) - starts < size]


def _pairs(flats: Sequence[str], by: Weights) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    codes = np.frombuffer("\0".join(flats).encode("utf-32-le", "replace"), dtype=np.uint32)
    owner = np.cumsum(codes == 0)
    folded = (codes & 0xFFFF).astype(np.uint32)
    is_cjk = (codes >= 0x3040) & ((codes < 0xFF00) | (codes >= 0x20000))
    at = np.flatnonzero(is_cjk[:-1] & is_cjk[1:])
    first, second = folded[at], folded[at + 1]
    pair = (first << np.uint32(16)) | second
    place = np.minimum(np.searchsorted(by.pairs, pair), len(by.pairs) - 1)
    inside = np.where(by.pairs[place] == pair, by.shares[place], np.float32(0))
    weight = np.minimum(-np.log(inside + by.ends[first] * by.begins[second] + np.float32(1e-9)), _MAX_WEIGHT)
    return owner[at], pair * np.uint32(0x9E3779B1), np.maximum(weight, np.float32(1)).astype(np.float32)
