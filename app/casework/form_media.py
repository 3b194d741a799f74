"""Pictures and sounds that a questionnaire shows beside its words: what its form pack brought."""

from app.casework.session import Session
from app.vault import media

KINDS = ("image", "big-image", "audio", "video")


def name_of(reference: str) -> str:
    """ "jr://images/site.png" is the pack's site.png. Source: ODK XForms spec, "Media"."""
    return reference.rpartition("/")[2]


def one(session: Session, form_hash: str, reference: str) -> bytes | None:
    """None where the questionnaire came without it."""
    return media.one(session.reading(), bytes.fromhex(form_hash), name_of(reference))
