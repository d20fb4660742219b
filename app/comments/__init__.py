"""What people say (意见): one comment is one thing said by one person about one clause or the whole draft.

Legal basis: 实施办法二（三）; 重大行政决策程序暂行条例 art. 14, 15. Verbs: submit_comment, support_comment,
import_comments. States of a comment: public, held, cleared, hidden; `moderation` changes them.
"""
