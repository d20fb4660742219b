"""Replies to requests (依申请公开答复): drafted, approved step by step, issued with a letter, served.

Legal basis: 政府信息公开条例 art. 17, 30, 35–39, 42; 行政复议法 art. 20, 23, 24; 行政诉讼法 art. 45, 46.
States: drafting, under_review, approved, issued. Verbs: draft_reply, attach_file, detach_file, submit_reply,
draft_replies, approve_reply, return_reply, issue_reply, issue_replies.
"""
