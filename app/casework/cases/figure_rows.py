"""What figures are counted from, of one case: recorded fields alone, nothing that somebody may have meant."""

from app.case.kinds.people import people, proceedings
from app.case.projection import Case
from app.casework.questionnaires.answers import open_facts
from app.language import fold
from app.vault.case_figures import FigureRow

_SUSPECT = "suspect"


def row_of(case: Case) -> FigureRow:
    """Of a restricted case nothing that tells who it is."""
    facts = {} if case.restricted else open_facts(case.facts)
    status = case.standing(("status",))
    closing = case.standing(("closed",)) if case.closed else []
    course = proceedings(case)
    return FigureRow(
        case=case.id,
        status=case.shown(("status",)),
        decided=max((case.timeline[write.place].at for write in status), default=0),
        outcome=str(case.timeline[closing[-1].place].content.get("result", "")) if closing else "",
        suspects=sum(person.role == _SUSPECT for person in people(case)),
        charged=sum(bool(proceeding.facts.get("charge")) for proceeding in course),
        convicted=sum(bool(proceeding.facts.get("sentence")) for proceeding in course),
        employer=fold(facts.get("employer", "")),
        recruiter=fold(facts.get("recruiter_name", "")),
    )
