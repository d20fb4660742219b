"""Challenges (复议诉讼): reconsideration and litigation about a request, recorded with their results.

Legal basis: 政府信息公开条例 art. 51; 行政复议法 (2023) arts. 23, 24; with table 4 of the annual report (年报表四).
A refusal under arts. 14–16 is reconsidered first, so litigation after reconsideration names the one before it.
Results: pending, upheld, corrected, other. Verbs: record_challenge, decide_challenge.
"""
