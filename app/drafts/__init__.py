"""The draft of a decision as a structured document (决策草案).

Legal basis: Interim Regulation on the Procedures for Major Administrative Decisions
(重大行政决策程序暂行条例), articles 14 and 15: the draft and its explanation are published for comment.

A file is read into lines (``files.read_draft``), the lines are read into clauses (``outline.parse``), the
officer corrects the result as plain text (``to_outline_text`` and ``parse_outline_text``) and confirms it.
From then on the clauses are what people comment on.
"""
