"""Letters (文书): what the body sends to applicants and others, numbered, frozen, on paper as GB/T 9704 asks.

Legal basis: 政府信息公开条例 arts. 30–38; 行政复议法 (2023) arts. 20, 23, 24; 行政诉讼法 arts. 45, 46.
A letter knows nothing of requests: the floors above say what is in it and whose it is (`subject`), and who may read it.
Once issued it never changes: the database refuses it, and the digest shows it.
Verbs: issue_letter, record_service, keep_letterhead.
"""
