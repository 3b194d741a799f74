"""A case of which a dossier is made: a talk in Nepali through an interpreter, people, a file, proceedings.
All fictional."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.casework.cases import attachments, redaction, related_people
from app.casework.export import text_review
from app.casework.interviews import conflicts, spoken_answers
from app.casework.interviews import interview as work
from app.casework.lifecycle import consents, decisions
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.questionnaires import forms
from app.casework.session.session import Session
from app.form import Form
from tests.person_form import LANGUAGES, added, markdown, ref

NEPALI = LANGUAGES[3]
CONTRACT = b"the contract, as it was photographed"
STORY = "قال (المشرف) إن 78% من الأجر خُصم، ثم أُقفل الباب في 2026-11-20."
HIDDEN_PHONE = "+965 5512 3456"
FAMILY = "Sister Sample Gurung"
NOTE = "note of the officer alone: keeps a knife"
LOOKS = "looks"
DETAILS = ConsentDetails(language="ne", mode="spoken", witness="Witness Sample", interpreter="T-07")


@dataclass
class DossierCase:
    session: Session
    id: str
    interview: str
    form: Form
    suspect: str
    proceeding: str


def keeps(session: Session, live: work.LiveInterview, asking: spoken_answers.QuestionMode, **answers: str) -> None:
    for name, value in answers.items():
        changes = live.interview.answer(ref(live.form, name), value)
        work.keep(session, live.draft_id, changes.answers, "", asking)


def with_hidden(session: Session, question: str = "hurt") -> Form:
    """The questionnaire with a hidden answer: whether somebody hurt the person, or another."""
    header = next(line for line in markdown().splitlines() if "bind::sanad:restricted" in line)
    place = header.split("|").index(" bind::sanad:restricted ")
    lines = []
    for line in markdown().splitlines():
        cells = line.split("|")
        if f"| {question} |" in line:
            cells[place] = " hidden "
        lines.append("|".join(cells))
    with TemporaryDirectory() as folder:
        file = Path(folder, "hidden.md")
        file.write_text("\n".join(lines) + "\n", "utf-8")
        converted, form = forms.opened(file)
    return forms.load(session, forms.keep_for(session, form, converted.xml))


def dossier_case(session: Session, folder: Path, form: Form | None = None) -> DossierCase:
    """Finished and documented, and the person agreed that the prosecution gets it."""
    form = form or added(session)
    live = work.start(session, form.hash)
    keeps(session, live, spoken_answers.asking(form, "English (en)"), safe="yes", language="ne", interpreter="T-07", sex="female")  # fmt: skip
    nepali = spoken_answers.asking(form, NEPALI, "ne", "T-07")
    keeps(session, live, nepali, agree="yes", passport_now="employer", hours="14", kept="employer", hurt="refused")
    work.person_stopped(session, live.draft_id, ref(form, "hours"))
    arabic = spoken_answers.asking(form, LANGUAGES[0], "ne", "T-07")
    keeps(session, live, arabic, story=STORY, looks="yes", view="yes", again="no")
    agreement = work.Agreement(agreed="yes", corrections="", view=NOTE)
    done = work.finish(session, live.draft_id, agreement)
    case = done.case_id
    conflicts.correct(
        session, case, done.interview_id, ref(form, "hours"), "16", source="the person", reason="she counted again"
    )
    suspect = related_people.note(session, case, "suspect", {"name": "Al-Noor Trading W.L.L.", "name_ar": "النور للتجارة", "phone": HIDDEN_PHONE, "address": "الفروانية", "note": NOTE})  # fmt: skip
    related_people.note(session, case, "witness", {"name": "Rahim Sample", "nationality": "Bangladesh"})
    related_people.note(session, case, "family", {"name": FAMILY})
    proceeding = related_people.proceed(session, case, {"authority": "Capital Prosecution", "prosecution": "77/2026", "charge": "forced labour", "article": "2", "date": "2026-11-25", "note": NOTE}, suspect)  # fmt: skip
    related_people.hear(session, case, proceeding, {"date": "2026-12-10", "time": "09:30", "court": "Criminal court"})
    contract = folder / "contract.txt"
    contract.write_bytes(CONTRACT)
    attachments.add(session, case, contract, NOTE)
    consents.record(session, case, "share", "yes", DETAILS, "prosecution")
    decisions.decide(session, case, "possible", "مكتب الفروانية", "جواز محجوز وباب مقفل")
    read_over(session, case, "prosecution")
    return DossierCase(session, case, done.interview_id, form, suspect, proceeding)


def read_over(session: Session, case: str, agency: str = "", recipient: str = "") -> None:
    """Somebody has read every text over for a recipient, and covered nothing."""
    rules = redaction.chosen(agency, recipient=recipient).rules
    assert rules is not None
    give = rules.held(()) - rules.never
    withheld = redaction.chosen(agency, give=give, recipient=recipient)
    texts = text_review.preview(session, case, withheld, "en").texts
    text_review.decide(session, case, withheld, {text.id: () for text in texts})


def at_noon() -> datetime:
    return datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
