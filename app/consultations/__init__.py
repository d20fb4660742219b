"""Public consultations (公开征求意见): a draft, its explanation and basis, a period, and how people are heard.

Legal basis: 实施办法二（三）; 重大行政决策程序暂行条例 art. 14, 15. States: drafting, approved, open, closed,
analysing, report_published, archived, withdrawn. Verbs: create_consultation, change_consultation,
import_draft, correct_draft, confirm_draft, submit_for_approval, return_for_changes, approve_publication,
extend_period, open_due, close_due, start_analysis, withdraw_consultation.
"""
