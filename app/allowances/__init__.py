"""Allowances (访问限额): how much one network may do in a minute, and the proof of work that widens it.

Nothing here knows who somebody is: a row is named by a keyed hash of the network, the act and the day, and is
forgotten as soon as it says nothing any more. A refusal always says from when on it will be taken.
Verbs: take, give_back, admit_comments, spend.
"""
