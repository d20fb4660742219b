"""Similarity (相似归并): the same text and the same campaign find each other as they come in.

Tier 1 only: texts that share their words, in Chinese and English. Paraphrase without shared words is not promised.
A *space* is what may be grouped together (a consultation's comments); a *text* is what is left of a message after
normalisation, once a space; a *cluster* holds the texts of one campaign around its exemplars. Placing never moves
what was placed; the merge pass joins clusters that turned out alike, writes it down, and the older id survives.

Pure core (no database): normalise (with boilerplate), sketch, guard (with lexicon), score, index, engine; `explain`
answers "why together, what differs". The verbs are in services: `add_texts`, `merge_pass`; the reads in queries:
`find_similar`, `propose_merges`. SQL is the truth; each process keeps an index of exemplars that catches up (memory).
"""
