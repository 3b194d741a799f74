"""What the officers of an office are called."""

from app.errors import N_

ROLES: tuple[tuple[str, str], ...] = (
    ("inspector", N_("Labour inspection")),
    ("shelter", N_("Shelter staff")),
    ("supervisor", N_("Supervision")),
    ("desk", N_("User management")),
)


def role(code: str) -> str:
    """The msgid of a role; what isn't known is shown as it is written."""
    return dict(ROLES).get(code, code)
