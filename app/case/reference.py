"""A case's reference: short enough to say on the phone, made offline, never given twice.

Prefix, year, and eight characters that are the case's own id: 40 bits, without the letters I, L,
O, U (Crockford's base 32). Two laptops that never met don't collide: among 100,000 cases the odds
are 1 in 220."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference(case: bytes, year: int, prefix: str) -> str:
    """KW-2026-7K3F-92QD. `prefix`: of a case, its country; of a referral, R."""
    number = int.from_bytes(case[:5], "big")
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{prefix}-{year}-{letters[:4]}-{letters[4:]}"
