"""Search (检索): one index over all that is public, found from one character on (条例第24条: 检索、查阅、下载).

Rooms that publish put their texts in with `index_text` and take them out with `remove_text`, in their own
transaction: the catalogue (主动公开目录), replies that became public (依申请转主动公开), open consultations.
Reads: `find` for the page `/search`, `offer` for "already public?" (已经公开了吗) while somebody types a request.

The index is our own and the same on both databases: single characters and pairs of neighbours, each with the texts
that hold it, in *segments* that never change once written. A new text waits, searchable, as one row of `search_fresh`
until the worker folds waiting texts into a segment; small segments are joined into larger ones. Inside a segment the
newest text stands first, so newest-first is the natural order and a page costs the same whatever the number of hits.

States of a segment: building, live, dead. Verbs: index_text, remove_text, fold_search, rebuild_search.
"""
