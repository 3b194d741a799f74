"""A case in which every value is somebody's alone, so that it is found wherever it comes out. All fictional.

Who may have each by the rules that come with Sanad stands here by hand: it is not read from them.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from app.casework.cases import attachments, redaction, related_people
from app.casework.export import text_review
from app.casework.interviews import conflicts, interpretation, interview
from app.casework.lifecycle import consents, decisions
from app.casework.questionnaires import forms
from app.casework.session import profiles
from app.casework.session.session import Session
from tests.casework.test_profiles import OWN

PROSECUTOR, AUTHORITY, HEALTH, SHELTER, EMBASSY, NGO, PERSON, FOREIGN, OTHER = RECIPIENTS = (
    "prosecutor", "authority", "health", "shelter", "embassy", "ngo", "person", "foreign-authority", "other",
)  # fmt: skip
AGENCIES = {
    PROSECUTOR: "prosecution", AUTHORITY: "interior", HEALTH: "health", SHELTER: "shelter",
    EMBASSY: "embassy", NGO: "ngo", FOREIGN: "abroad", OTHER: "somebody", PERSON: "",
}  # fmt: skip
TWO_MORE = """
[[agency]]
id = "abroad"
en = "Police of another country"
ar = "شرطة دولة أخرى"
recipient = "foreign-authority"
agreement = "7/2025"
agreement_until = 2027-12-31

[[agency]]
id = "somebody"
en = "Somebody"
ar = "جهة ما"
"""
# of one office alone: nobody is there to approve
PROFILE = re.sub(r"(?m)^approval = .*\n", "", OWN + TWO_MORE)
WITNESS, SUSPECT, KIN = "Rahimullah Testify", "Karimov Overlord", "Pernille Kinsfolk"
WITNESS_AR = "رحيم الله تستيفاي"
CALLED = "99887766"
STORY = (
    f"On the threshing floor {WITNESS} saw it, {WITNESS_AR} too; {SUSPECT} shouted. My sister "
    f"{KIN} calls ٩٩٨٨٧٧٦٦ at night."
)
_EVERYBODY = frozenset(RECIPIENTS)


@dataclass(frozen=True)
class Planted:
    """`value`: as it must not come out; `goes`: to whom it may go by the rules."""

    value: str
    goes: frozenset[str]


def _to(*recipients: str) -> frozenset[str]:
    return frozenset(recipients)


# question: (kind, fact, restricted, aside, answer, to whom it goes)
QUESTIONS = {
    "name": ("", "name", "", "", "Zamira Planted", _EVERYBODY - {FOREIGN}),
    "name_ar": ("", "name_ar", "", "", "زميرة المزروعة", _EVERYBODY - {FOREIGN}),
    "civil_id": ("", "civil_id", "", "", "299030298765", _to(PROSECUTOR, AUTHORITY, PERSON)),
    "passport": ("", "passport", "", "", "PA7654321", _to(PROSECUTOR, AUTHORITY, PERSON)),
    "birth_date": ("", "birth_date", "", "", "1999-03-02", _to(PROSECUTOR, AUTHORITY, HEALTH, PERSON)),
    "phone": ("", "phone", "", "", "+965 5512 3456", _to(PERSON)),
    "employer": ("", "employer", "", "", "Golden Kiln Factory", _to(PROSECUTOR, AUTHORITY, PERSON)),
    "sponsor": ("", "sponsor", "", "", "Kafeelov Permitseller", _to(PROSECUTOR, AUTHORITY, PERSON)),
    "employer_file": ("", "employer_file", "", "", "file 0077123", _to(PROSECUTOR, AUTHORITY, PERSON)),
    "safe_contact": ("", "safe_contact", "hidden", "", "call the bakery Qurtaba", _to()),
    "place_now": ("", "", "hidden", "", "harbour villa nine", _to()),
    "living": ("", "", "", "", "room forty two upstairs", _to()),
    "fears": ("", "", "yes", "", "asked asylum from Ruritania", _to(PROSECUTOR, PERSON)),
    "health": ("", "", "yes", "", "takes insulin every dawn", _to(PROSECUTOR, HEALTH, SHELTER, PERSON)),
    "call_family": ("", "", "", "", "daughter at the riverside school", _to(PROSECUTOR, SHELTER, PERSON)),
    "recruiter_name": ("", "recruiter_name", "yes", "", "Silvertongue Broker", _to(PROSECUTOR)),
    "papers": ("offences", "", "", "", "sold at the night market", _to(PROSECUTOR, PERSON)),
    "wish": ("", "", "", "", "wants to learn carpentry", _to(PROSECUTOR, SHELTER, NGO, PERSON)),
    "risk_why": ("", "", "", "", "the gatekeeper follows her", _to(SHELTER)),
    "view_reason": ("", "", "", "yes", "looks drugged to me", _to()),
    "quux": ("", "", "yes", "", "xenolith remark of hers", _to(PROSECUTOR, AUTHORITY, PERSON)),
    "story": ("account", "", "", "", STORY, _to()),
}
_LEFT_OPEN = ("fears", "papers", "risk_why", "call_family")  # by whom of another case, what nobody answered
_HEAD = ("type", "name", "label", "bind::sanad:fact", "bind::sanad:restricted", "bind::sanad:aside", "bind::sanad:kind")
BESIDE = [
    Planted(WITNESS, _to(PROSECUTOR)),
    Planted(WITNESS_AR, _to(PROSECUTOR)),
    Planted("+965 5000 2222", _to()),  # the witness's telephone
    Planted("Salmiya block seventy seven", _to(PROSECUTOR)),
    Planted(SUSPECT, _to(PROSECUTOR, AUTHORITY, FOREIGN)),
    Planted("+965 5000 1111", _to()),
    Planted("pays the guards in cash", _to()),
    Planted(KIN, _to(PERSON)),
    Planted(CALLED, _to()),
    Planted("charge of brick slavery", _to(PROSECUTOR)),
    Planted("a plea is being whispered", _to()),
    Planted("because of the locked gates", _to(PROSECUTOR)),
    Planted("Consently Witnessname", _to(PROSECUTOR)),
    Planted("seen-by-Pernille", _to()),
    Planted("photographed behind the quarry", _to()),
    Planted("these are the bytes of the file", _to(PROSECUTOR)),
    Planted("la menuiserie translated", _to(PROSECUTOR, SHELTER, NGO, PERSON)),
    Planted("chambre quarante-deux", _to()),
    Planted("Truchement Translator", _to(PROSECUTOR)),
    Planted("Dragoman Interpreter", _to(PROSECUTOR)),
    Planted("an earlier flat by the mill", _to()),
    Planted("threshing floor", _to(PROSECUTOR, AUTHORITY, PERSON, FOREIGN)),
]
PLANTED = [*(Planted(row[4], row[5]) for name, row in QUESTIONS.items() if name != "story"), *BESIDE]
# The day of birth as papers say it; not looked for where it may stand.
IN_WORDS = [Planted(day, QUESTIONS["birth_date"][5]) for day in ("2 March 1999", "2 مارس 1999", "02/03/1999")]


def markdown() -> str:
    rows = [list(_HEAD)]
    for name, (kind, fact, restricted, aside, _text, _goes) in QUESTIONS.items():
        type_ = "date" if name == "birth_date" else "text"
        rows.append([type_, name, f"Question {name}", fact, restricted, aside, kind])
    lines = ["| survey |" + " |" * len(_HEAD), *("| | " + " | ".join(row) + " |" for row in rows)]
    return "\n".join(
        [
            *lines,
            "| settings |",
            "| | form_title | form_id | version | namespaces |",
            '| | A planted talk | planted | 1 | sanad="urn:sanad:form" |',
            "",
        ]
    )


def planted_case(session: Session, folder: Path, profile: str = PROFILE, *, unlike: str = "") -> str:
    """Finished; each agency may have it; nothing was read over yet. `unlike`: a recipient from whom what is held
    back is another, or is not there, or there is more of it; all that goes is the same."""

    def unless_held(text: str, goes: frozenset[str]) -> str:
        return text if not unlike or unlike in goes else f"quite another {text[::-1]}"

    with session.vault.transaction() as writer:
        profiles.take_in(writer, [profile.encode()])
    file = folder / "planted.md"
    file.write_text(markdown(), "utf-8")
    earlier = _called_before(session, folder) if unlike else ""
    live = interview.start(session, forms.add(session, file).row.hash, case_id=earlier)
    for name, row in QUESTIONS.items():
        text, is_held = (row[4], bool(unlike) and unlike not in row[5] and name not in ("story", "birth_date"))
        if is_held and name in _LEFT_OPEN:
            continue
        if is_held and name != "living":
            text = unless_held(text, row[5])
        if name == "living":
            text = "an earlier flat by the mill"
        interview.keep(session, live.draft_id, live.interview.answer(f"/data/{name}", text).answers)
    done = interview.finish(session, live.draft_id)
    case = done.case_id
    interpretation.translate(session, case, done.interview_id, "/data/wish", "la menuiserie translated", language="en", hand="translator", name="Truchement Translator")  # fmt: skip
    if not unlike:
        interpretation.translate(
            session, case, done.interview_id, "/data/living", "chambre quarante-deux", language="en"
        )
    interpretation.declare(session, case, done.interview_id, "Dragoman Interpreter")
    if not unlike:
        conflicts.correct(session, case, done.interview_id, "/data/living", QUESTIONS["living"][4], source="the person", reason="moved")  # fmt: skip
    note = related_people.note
    suspect = note(session, case, "suspect", {"name": SUSPECT, "phone": unless_held("+965 5000 1111", _to()), "note": unless_held("pays the guards in cash", _to())})  # fmt: skip
    note(session, case, "witness", {"name": WITNESS, "name_ar": WITNESS_AR, "phone": unless_held("+965 5000 2222", _to()), "address": unless_held("Salmiya block seventy seven", _to(PROSECUTOR))})  # fmt: skip
    note(session, case, "family", {"name": KIN})
    related_people.proceed(session, case, {"authority": "Court", "charge": unless_held("charge of brick slavery", _to(PROSECUTOR, PERSON)), "note": unless_held("a plea is being whispered", _to())}, suspect)  # fmt: skip
    decisions.decide(
        session, case, "possible", "Committee", unless_held("because of the locked gates", _to(PROSECUTOR, PERSON))
    )
    paper = folder / "seen-by-Pernille.txt"
    paper.write_text(unless_held("these are the bytes of the file", _to(PROSECUTOR)))
    attachments.add(session, case, paper, unless_held("photographed behind the quarry", _to()))
    details = consents.ConsentDetails(language="en", mode="spoken", witness="Consently Witnessname")
    for agency in filter(None, AGENCIES.values()):
        consents.record(session, case, "share", "yes", details, agency)
    return case


_CALL = """
| survey |
| | type | name | label |
| | text | wish | What do you want? |
| | text | told | What happened? |
| settings |
| | form_title | form_id | version | namespaces | attribute::sanad:part |
| | A call | called | 1 | sanad="urn:sanad:form" | hotline |
"""


def _called_before(session: Session, folder: Path) -> str:
    """An interview of a part that no rules give, the first of its case."""
    form = folder / "called.md"
    form.write_text(_CALL, "utf-8")
    live = interview.start(session, forms.add(session, form).row.hash)
    for ref in ("/data/wish", "/data/told"):
        interview.keep(session, live.draft_id, live.interview.answer(ref, "Quaxtrel").answers)
    return interview.finish(session, live.draft_id).case_id


def choice(recipient: str, **options) -> redaction.Withheld:
    """By the rules alone."""
    agency = AGENCIES[recipient]
    return redaction.chosen(agency, recipient="" if agency else recipient, **options)


def read_over_as_asked(session: Session, case: str, recipient: str) -> None:
    """Each text read over, and what the rules point out covered."""
    withheld = choice(recipient)
    texts = text_review.preview(session, case, withheld, "en").texts
    text_review.decide(session, case, withheld, {text.id: text_review.suggested(text) for text in texts})
