"""Front page, receipts and the officer's desk (首页、回执与工作台): what is open, what waits, what is late.

The top of the house: it may read every feature, no feature knows it. Verbs: choose_preferences, open_receipt.
"""
