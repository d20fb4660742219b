"""Answers and the adoption report (意见采纳情况): what was adopted, what was not, and why.

Legal basis: 实施办法二（三）「将意见收集、采纳情况和较为集中意见未予采纳的原因向社会公布」.
States of a report: drafting, submitted, published; of an answer: given, proposed, returned (答复复核). Verbs:
answer_group, answer_groups, answer_rest, keep_draft, approve_answers, return_answers, withdraw_answer,
withdraw_answers, set_answer_review, save_report, submit_report, return_report, publish_adoption_report.
"""
