"""Two cases that differ only in what stays here give a recipient the same, but for ids, times, keys and signatures."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from app.bundle.keys import lock_for
from app.casework.cases import attachments, issued_papers, related_people
from app.casework.export import bundle_export, bundle_receipt, referral_letter
from app.casework.interviews import interview
from app.casework.lifecycle import consents, referrals
from app.casework.questionnaires import forms
from app.casework.session import profiles
from app.casework.session.session import Session, events_of
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.casework.planted_case import AGENCIES, PROSECUTOR, RECIPIENTS, choice, planted_case, read_over_as_asked
from tests.casework.test_redaction import all_that_goes
from tests.people import Person

SAFE_HOUSE = "she lives in the safe house at Mahboula block three"


def pair(folder: Path, recipient: str) -> Iterator[tuple[Session, str]]:
    """The planted case; and one of which all is another that stays here from this recipient."""
    for unlike in ("", recipient):
        home = folder / (unlike or "first")
        home.mkdir()
        session = Person("Omar Sample", home / "home", "supervisor", "en").sets_up()
        case = planted_case(session, home, unlike=unlike)
        _earlier_acts(session, case, home, is_other=bool(unlike))
        if unlike:
            _more_that_stays(session, case, home, recipient)
        read_over_as_asked(session, case, recipient)
        yield session, case
        session.close()


def _earlier_acts(session: Session, case: str, folder: Path, *, is_other: bool) -> None:
    """The same acts; of each, other words."""
    key, said = Prosecutor().public, "a bed" if is_other else SAFE_HOUSE
    read_over_as_asked(session, case, "shelter")
    make_bundle(
        session, case, folder / "shelter.age", lock_for([key]), "en", said, agency="shelter", held=choice("shelter")
    )


def _more_that_stays(session: Session, case: str, folder: Path, recipient: str) -> None:
    """Other people and files that no rule for this recipient gives."""
    related_people.note(session, case, "other", {"name": "Zebulon Bystander"})
    if recipient != PROSECUTOR:
        paper = folder / "second-file.pdf"
        paper.write_bytes(b"%PDF-1.4 quite another file, and longer")
        attachments.add(session, case, paper, "of her room")


def everything(session: Session, case: str, recipient: str, folder: Path) -> dict[str, bytes]:
    """Also the letter of a referral, and the receipt of the sealed file."""
    files = all_that_goes(session, case, recipient, folder)
    agency, key = AGENCIES[recipient], Prosecutor()
    if agency:
        (folder / "second").mkdir()
        second, both = planted_case(session, folder / "second"), folder / "both.age"
        read_over_as_asked(session, second, recipient)
        lock = lock_for([key.public])
        make_bundle(session, case, both, lock, "en", "for both", agency=agency, held=choice(recipient), also=[second])
        bundle = bundle_export.open_bundle(both, key.opener)
        files |= {f"both/{name}": bundle.files[name] for name in bundle.files}
    if agency and (services := profiles.in_use(session).agency(agency).services):
        service = services[0]
        asked = referrals.ReferralRequest(agency, service, "she asked for it", "3d", "in short")
        referral = referrals.refer(session, case, asked)
        files["letter.pdf"] = referral_letter.printed(session, case, referral, "both")
    (sealed,) = [
        event.content["document"].hex()
        for event in events_of(session, bytes.fromhex(case))
        if "manifest" in event.content and event.content["purpose"] == "to help"
    ]
    receipt = bundle_receipt.paper(session, case, sealed)
    files["receipt.pdf"] = issued_papers.preview(session, receipt, "en")
    return files


# -- what is the same --------------------------------------------------------------------------

_MASKED = re.compile(
    r"uuid:[0-9a-f-]{36}|[0-9a-f]{12,}|(?:KW|D|R)-\d{4}-\w{4}-\w{4}|\d\d:\d\d|\d{4}-\d\d-\d\d(?:[T ][\d:]{5,8}Z?)?|(?:age1|SHA256:|ssh-ed25519 )\S+|[A-Za-z0-9+/=]{40,}"
)


_SIZE_OF_A_PDF = re.compile(r'(\.pdf",\s+"size": )\d+')  # ids in it are pressed together


def masked(text: str) -> str:
    text = _SIZE_OF_A_PDF.sub(r"\1*", text)
    return _MASKED.sub("*", text.replace("\u200e", ""))


def readable(name: str, content: bytes) -> str:
    if not content.startswith(b"%PDF"):
        return masked(content.decode("utf-8", "replace"))
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    words = masked(text).split()  # an id in wider letters ends a line earlier
    # in a letter's head it stands in one line with Arabic, which is drawn from the left where it has more letters
    return " ".join(sorted(words) if name == "letter.pdf" else words)


def packed(content: bytes) -> str:
    """What the files of an archive say, a workbook's too, by their names in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            masked(f"{name}\n{archive.read(name).decode('utf-8', 'replace')}") for name in archive.namelist()
        )


def said_of(files: dict[str, bytes]) -> dict[str, str]:
    return {
        name: packed(content) if name.endswith((".xlsx", ".zip")) else readable(name, content)
        for name, content in files.items()
        if not name.endswith((".sig", ".sanadform"))
    }


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_two_cases_that_differ_in_what_stays_here_give_a_recipient_the_same(recipient, tmp_path):
    of_each = []
    for number, (session, case) in enumerate(pair(tmp_path, recipient)):
        folder = tmp_path / f"out{number}"
        folder.mkdir()
        of_each.append(said_of(everything(session, case, recipient, folder)))
    first, second = of_each
    assert first.keys() == second.keys()
    for name, text in first.items():
        assert second[name] == text, name


_TWO = """
| survey |
| | type | name | label | bind::sanad:kind |
| | text | wish | What do you want? | wishes |
| | text | told | What do you need? | assistance |
| settings |
| | form_title | form_id | version | namespaces |
| | Two | two | 1 | sanad="urn:sanad:form" |
"""


def test_that_a_question_was_answered_is_not_told_by_an_event_that_stays(tmp_path):
    """The prosecution gets wishes, and no needs."""
    session = Person("Omar Sample", tmp_path / "home", "supervisor", "en").sets_up()
    (tmp_path / "two.md").write_text(_TWO, "utf-8")
    form, key = forms.add(session, tmp_path / "two.md").row.hash, Prosecutor()
    kinds = []
    for answered in (("wish",), ("wish", "told")):
        live = interview.start(session, form)
        for name in answered:
            interview.keep(session, live.draft_id, live.interview.answer(f"/data/{name}", "a loom").answers)
        case = interview.finish(session, live.draft_id).case_id
        consents.record(
            session, case, "share", "yes", consents.ConsentDetails(language="en", mode="signature"), "prosecution"
        )
        read_over_as_asked(session, case, PROSECUTOR)
        file = tmp_path / f"{len(answered)}.age"
        make_bundle(session, case, file, lock_for([key.public]), "en", agency="prosecution", held=choice(PROSECUTOR))
        files = bundle_export.open_bundle(file, key.opener).files
        kinds.append([row["what"] for row in json.loads(files["events/events.json"])["events"]])
    assert kinds[0] == kinds[1]
    session.close()
