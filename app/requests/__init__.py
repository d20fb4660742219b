"""Requests for information (依申请公开): applications (申请书) and the matters in them (件).

政府信息公开条例 art. 27, 29-31, 33, 43. An application is what a person filed; each request (件) in it has a clock, a
state, a number in the register (登记号) and a reply of its own. `due_on` is never typed: `recompute_due` derives it
from the day of receipt and the events of the clock.

States: submitted, awaiting_confirmation, received, in_process, correction_pending, third_party_consulting,
joint_consulting, reason_pending, fee_pending, under_review, replied, abandoned_not_corrected, abandoned_fee,
withdrawn. Allowed moves: `rules.MOVES`.
Verbs: submit_application, enter_application, confirm_receipt, register_request, assign_request, split_application,
add_clock_event, recompute_due, change_state, suggest_disclosure, withdraw_request.
"""
