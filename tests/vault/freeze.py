"""Writes the vectors of a version of the vault, once:
python -m tests.vault.freeze tests/vectors/vaults/NUMBER FOLDER

FOLDER: for the vaults of everybody else, thrown away. Everybody is fictional.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from app.casework.cases import groups, queries
from app.casework.interviews import interview
from app.casework.lifecycle import case_stages, closure, consents, referrals, shift, tasks
from app.casework.organisation import administration
from app.casework.questionnaires import answer_player, forms
from app.casework.session.session import Session
from app.casework.sharing import case_access
from tests.casework.test_posting import Office
from tests.people import PHRASE, keeps_a_case

NAME, DRAFT, COLLEAGUE = "Maya Sample Gurung", "Unfinished Sample", "Colleague Sample"
LAYLA, OMAR, DESK, ORGANISATION = "Layla Sample", "Omar Sample", "Huda Desk", "Sample Committee"
GROUP, NOTE, EXPLOITATION = "Site 7", "Medicine at nine", "forced-labour"
FORM = """
| survey   |              |         |                     |                        |
|          | type         | name    | label::English (en) | bind::sanad:fact       |
|          | text         | name    | Name                | name                   |
|          | integer      | age     | Age                 | age                    |
|          | begin_repeat | with    | With her            |                        |
|          | integer      | age     | Age                 |                        |
|          | end_repeat   |         |                     |                        |
| settings |              |         |                     |                        |
|          | form_title   | form_id | version             | namespaces             |
|          | Frozen       | frozen  | 1                   | sanad="urn:sanad:form" |
"""


def freeze(folder: Path, work: Path) -> None:
    office = Office(work, work / "stick")
    office.stick.mkdir(parents=True)
    desk = office.sets_up(DESK, "desk")
    administration.create_organisation(desk, ORGANISATION, "Badr Second", "Farwaniya")
    layla, omar = office.joins(LAYLA), office.joins(OMAR, "supervisor")
    case_id = _interviews(layla, work)
    facts: dict[str, Any] = {"phrase": PHRASE, "organisation": ORGANISATION, "case": case_id}
    facts |= _course(layla, case_id)
    handed = keeps_a_case(omar, COLLEAGUE)
    case_access.hand_over(omar, handed, case_access.find(omar, LAYLA), "yours")
    office.carry(OMAR, LAYLA)
    facts |= {
        "name": NAME,
        "draft": DRAFT,
        "colleague_case": handed,
        "colleague_name": COLLEAGUE,
        "tasks": sorted({task.kind for task in tasks.tasks(layla)}),
    }
    for session in office.sessions.values():
        session.close()
    person = office.people[LAYLA]
    facts |= {"card": " ".join(person.card), "vault": person.vault_id}
    folder.mkdir(parents=True)
    shutil.copy(person.home / "device.key", folder)
    shutil.copytree(person.home / "vaults", folder / "vaults")
    (folder / "told.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n")


def _interviews(session: Session, work: Path) -> str:
    """A finished one and one that is under way; the case of the first."""
    file = work / "frozen.md"
    file.write_text(FORM, "utf-8")
    form = forms.add(session, file).row.hash
    live = interview.start(session, form)
    _keep(session, live, {"/data/name": NAME, "/data/age": "31", "/data/with[1]/age": "29"})
    case_id = interview.finish(session, live.draft_id, interview.Agreement(agreed="yes", view="spoke freely")).case_id
    unfinished = interview.start(session, form)
    _keep(session, unfinished, {"/data/name": DRAFT})
    interview.leave(session, unfinished.draft_id)
    return case_id


def _keep(session: Session, live: interview.LiveInterview, answers: dict[str, str]) -> None:
    for ref, value in answers.items():
        interview.keep(session, live.draft_id, answer_player.give(live.interview, ref, value))


def _course(session: Session, case_id: str) -> dict[str, Any]:
    """A referral under way, a stage, a note for the next shift, a group, a form of exploitation."""
    case_stages.move(session, case_id, "documentation")
    consents.record(session, case_id, "share", "yes", consents.ConsentDetails("ne"), "shelter")
    bed = referrals.ReferralRequest("shelter", "accommodation", "no place to sleep", "3h")
    referrals.refer(session, case_id, bed)
    shift.note(session, case_id, NOTE)
    groups.make(session, "site", GROUP, [case_id])
    closure.set_kinds(session, case_id, ["trafficking"], "no wages", [EXPLOITATION])
    case = queries.case_of(session, case_id)
    (referral,) = case.referrals.values()
    return {
        "reference": queries.case(session, case_id).reference,
        "referral": referral.reference,
        "stage": case.stage,
        "note": NOTE,
        "group": GROUP,
        "exploitation": case.shown(("exploitation",)),
    }


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]))
