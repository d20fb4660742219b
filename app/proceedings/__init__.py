"""Procedural steps on a request (办理程序): correction, extension, opinions of others, reasons, the fee.

Legal basis: 政府信息公开条例 arts. 30, 32-35, 42; 国办函〔2020〕109号. Each step opens only when the law allows it,
issues its letter (文书), moves the clock and the state, and is told to the applicant.

States of a proceeding: proposed (an extension), open, answered, silent, lapsed, granted, refused.
Verbs: issue_correction, receive_correction, propose_extension, approve_extension, refuse_extension,
consult_third_party, consult_joint_maker, record_opinion, decide_disclosure, ask_reasons, record_reasons, charge_fee,
record_payment, serve, close_overdue.
"""
