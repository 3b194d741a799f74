"""Paper: the record of a case and the recovery card as PDF, in Arabic and English."""

from app.report.card import recovery_card
from app.report.casefile import CaseRecord, Line, Moment, Section, Talk, case_record
from app.report.protect import protect

__all__ = [
    "CaseRecord",
    "Line",
    "Moment",
    "Section",
    "Talk",
    "case_record",
    "protect",
    "recovery_card",
]
