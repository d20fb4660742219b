"""Receipts (回执): the number and the code with which a person without an account comes back to what was handed in.

The number names the receipt and may be spoken; the code opens it and is kept only as a keyed hash.
Verbs: issue_receipt, open_receipt.
"""
