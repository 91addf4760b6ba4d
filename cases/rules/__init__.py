"""The rules of the medical roll as pure functions on plain frozen values.

Nothing in here imports Django, reads a clock or a table: the caller brings the facts, the policy
and the day. What a rule returns explains itself.
"""
