"""The roles of those who write: what each may write stands with the kinds of records (app.case.kinds)."""

INSPECTOR, SHELTER, SUPERVISOR, DESK = ROLES = ("inspector", "shelter", "supervisor", "desk")
UNKNOWN = ""  # of an author of whom nobody knows
# Anybody may say that somebody is a possible victim; what goes further is decided by these.
DECIDING = frozenset({SUPERVISOR, DESK})
