"""Every record of a case looked over again: signature, author, body and place."""

from dataclasses import dataclass

from app.casework.cases.ineffective_events import WHY
from app.casework.cases.queries import NoCase
from app.casework.session.session import Session, case_state_of
from app.errors import SanadError
from app.vault import audit


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """`kind`: damaged, unknown author, withdrawn author, former role (put back below the end of a
    role), unreadable, fork, missing (the record before it isn't here), without effect (its author
    may not write this)."""

    kind: str
    event: str
    author: str
    reason: str = ""  # of one without effect: a message id


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """`events`: how many the case has here that can be read. `signatures`: of how many records of
    the case, events and grants, the signature, author, body and place were looked at."""

    events: int
    problems: tuple[CaseProblem, ...]
    signatures: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(session: Session, case_id: str) -> VerificationResult:
    """Every signature, author, body and place of a case looked at again. NoCase."""
    id_ = bytes.fromhex(case_id)
    number, log_problems = audit.verify(session.reading(), session.vault, id_)
    if not number:
        raise NoCase
    name = session.vault.directory.name_of
    problems = [CaseProblem(problem.kind, problem.envelope.hex(), name(problem.stream)) for problem in log_problems]
    try:
        case_state = case_state_of(session, id_)
    except SanadError:  # it is among the problems already
        return VerificationResult(0, tuple(problems), number)
    problems += [
        CaseProblem("without effect", event.id.hex(), name(event.stream), WHY[case_state.refused[event.id].reason])
        for event in case_state.timeline
        if event.id in case_state.without_effect
    ]
    return VerificationResult(len(case_state.timeline), tuple(problems), number)
