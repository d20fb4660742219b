"""From the draft to the final text (修订对照): what became of every clause, in words, and which opinions caused it.

Legal basis: 重大行政决策程序暂行条例 art. 20 (the draft is completed with the opinions that were collected);
实施办法二（三）: what was adopted is made public.

States of a revision: drafting, submitted, published. Verbs: import_final_text, correct_final_text,
confirm_final_text, pair_clause, fold_clause, confirm_pairs, add_cause, remove_cause, save_note, submit_revision,
return_revision, publish_revision.
"""
