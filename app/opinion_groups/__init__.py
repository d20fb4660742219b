"""Opinion groups (意见归并): what many people say, in groups that the engine proposes and officers make their own.

Legal basis: 重大行政决策程序暂行条例 art. 18; 个人信息保护法 art. 24 (a person decides, not the engine alone).
States: suggested, confirmed, merged, empty. Verbs of the engine: place_comments, merge_alike; of a person:
confirm_groups, rename_group, merge_groups, split_group, split_by_clause, move_comments, decide_proposal, undo_event.

Whoever acts, newcomers go where `homes` says; a person's act changes homes, and taking it back restores them.
"""
