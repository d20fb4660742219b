"""People who work here (用户、处室、角色): agencies, divisions, people, sign-in, and who is acting.

Legal basis: division heads are the first responsible persons (实施办法三（一）); GB/T 22239-2019 level 2
for sign-in (lock after failures, idle time-out). Verbs: sign_in, sign_out, change_password, create_person,
change_person, disable_person.
"""
