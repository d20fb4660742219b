"""The casework board (办理台): every request sorted by what is due, in lamps, a calendar and an inbox of what waits.

Legal basis: the reply period of 政府信息公开条例 art. 33, the register of art. 45 (登记、审核、办理、答复), alarms
that go from the clerk to the head, the first person responsible (第一责任人), and to the chief.
Lamps: overdue, today, soon, running, waiting, unconfirmed, done. Verbs: import_requests, export_register.
"""
