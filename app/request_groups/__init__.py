"""Requests for the same information (同类申请, Regulations art. 44, Implementation Measures 2(5)).

When many people ask for the same, the answer belongs to everybody. Requests that look alike are put into groups as
suggestions; a person confirms, merges, splits or moves, and every act can be taken back. Hard guards are read from
each request before anything is stripped from it: document number, period, place, insurance or scheme, what is asked
of it, whether it is about the writer's own records. Two different explicit values never meet in a group, unless a
person says so with a reason; a value that only one side gives is compatible.

Different people are counted, not requests (blind index of the applicant's number): the same person asking again is a
repeat (重复申请, art. 36(6)). `find_trigger` tells when a reply must settle whether the information becomes public.

States: open, merged, empty. Verbs: group_new_requests (engine), confirm, rename, merge, split, move, undo.
"""
