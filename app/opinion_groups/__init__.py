"""Opinion groups (意见归并): what many people say, in groups that the engine proposes and officers make their own.

Legal basis: 重大行政决策程序暂行条例 art. 18; 个人信息保护法 art. 24 (a person decides, not the engine alone).
States: suggested, confirmed, merged, empty. Verbs: place_comments (job), confirm_group, rename_group, merge_groups,
split_group, move_comments, undo_event.
"""
