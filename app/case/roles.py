"""Who may write which kind of event, by role: one table for screens, command line and fold.

An event whose author may not write its kind is kept and shown, and has no effect. A role that
nobody knows may write only what everybody may.
"""

from collections.abc import Mapping

from app.case import events

INSPECTOR, SHELTER, SUPERVISOR, DESK, UNKNOWN = "inspector", "shelter", "supervisor", "desk", ""

KINDS = frozenset({
    events.OPENED, events.ANSWERS, events.ASSESSED, events.NOTE, events.PRINTED, events.EXPORTED,
    events.ACCESS, events.CORRECTED, events.RESOLVED, events.REVIEWED, events.HANDED,
    events.ACCEPTED, events.DECLINED, events.SUBSTITUTE, events.SUBSTITUTE_ENDED, events.HANDED_ON, events.FORM,
    events.FORM_FILES, events.FORM_WANTED,
    events.RECEIVED, events.ERASURE, events.ERASURE_CONFIRMED, events.ERASURE_OBJECTED,
    events.ERASURE_DECIDED, events.ATTACHED, events.STAGE, events.CONSENT, events.BASIS,
    events.CHECKED, events.REFERRAL, events.REFERRED, events.STATUS, events.CONFIRMED, events.TOLD,
    events.OF_KIND, events.CLOSED, events.REOPENED, events.HOLD, events.PROFILE,
    events.ABSENCE, events.LINKED, events.PERSON, events.PROCEEDING, events.HEARING, events.GROUPED, events.SERVICE,
    events.RECOVERY,
    events.VIEWED, events.IMPORTED, events.MATCHED, events.RELEASE_ASKED, events.RELEASE_DECIDED,
    events.RETURNED_RECEIPT,
    events.TRANSLATED, events.DECLARED,
})  # fmt: skip
_SUPERVISING = frozenset({
    events.REVIEWED, events.ERASURE, events.ERASURE_CONFIRMED, events.ERASURE_DECIDED,
    events.CONFIRMED, events.CLOSED, events.REOPENED, events.HOLD,
})  # fmt: skip
_AT_DESK = frozenset({events.RECEIVED, events.PROFILE})

KINDS_OF: Mapping[str, frozenset[str]] = {
    INSPECTOR: KINDS - _SUPERVISING - _AT_DESK,
    SHELTER: KINDS - _SUPERVISING - _AT_DESK,
    SUPERVISOR: KINDS - _AT_DESK,
    DESK: KINDS,
    UNKNOWN: KINDS - _SUPERVISING - _AT_DESK,
}

# To resolve a conflict about such a field one must be allowed to write the kind that fills it.
FILLED_BY: Mapping[str, str] = {
    "answer": events.ANSWERS,
    "fact": events.ANSWERS,
    "view": events.NOTE,
    "review": events.REVIEWED,
    "stage": events.STAGE,
    "consent": events.CONSENT,
    "basis": events.BASIS,
    "check": events.CHECKED,
    "referral": events.REFERRED,
    "status": events.CONFIRMED,  # between two decisions a supervisor decides
    "kind": events.OF_KIND,
    "exploitation": events.OF_KIND,
    "closed": events.CLOSED,
    "hold": events.HOLD,
    "link": events.LINKED,
    "person": events.PERSON,
    "proceeding": events.PROCEEDING,
    "hearing": events.HEARING,
    "group": events.GROUPED,
    "service": events.SERVICE,
    "recovery": events.RECOVERY,
}

# Anybody may say that somebody is a possible victim; what goes further is decided by these.
DECIDING = frozenset({SUPERVISOR, DESK})


def may(role: str, kind: str) -> bool:
    """Has a `kind` of this author an effect? Kinds that this version doesn't know are nobody's
    business here."""
    return kind not in KINDS or kind in KINDS_OF.get(role, KINDS_OF[UNKNOWN])


def may_resolve(role: str, field: str) -> bool:
    """May this author decide between two values of such a field?"""
    return may(role, events.RESOLVED) and may(role, FILLED_BY.get(field, events.RESOLVED))
