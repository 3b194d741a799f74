"""What came of a case's signed events, counted and said: new, known, kept until more arrives, refused and why."""

import base64
import json
from collections.abc import Iterator

import pytest

from app.bundle.contents import VerifiedFiles
from app.bundle.manifest import CaseEntry, FileEntry
from app.casework.cases import queries
from app.casework.cases.redaction import Withheld
from app.casework.export import bundle_choice, bundle_import, shared_events
from app.casework.records.unlock import PassphraseTooWeak, suggest
from app.casework.session.session import Session
from app.seal.envelope import peek_unverified
from tests.bundle.small import Prosecutor
from tests.casework.test_posting import Office, office_of_a_page
from tests.people import keeps_a_case

LAYLA, OMAR = "Layla Sample", "Omar Sample"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Each test has cases of its own there."""
    with office_of_a_page(tmp_path_factory, {LAYLA: "inspector", OMAR: "supervisor"}) as office:
        yield office


@pytest.fixture
def layla(office: Office) -> Session:
    return office.sessions[LAYLA]


@pytest.fixture
def omar(office: Office) -> Session:
    return office.sessions[OMAR]


@pytest.fixture
def case(layla: Session) -> str:
    """With an opening, an answer and a note that the supervisor reads."""
    case = keeps_a_case(layla, "Maya Sample")
    interview = "00" * 16
    for text in ("first", "second"):
        queries.set_view(layla, case, interview, text)
    return case


def document(session: Session, case: str) -> dict[str, list[dict[str, str]]]:
    state = queries.case_of(session, case)
    shared = shared_events.choose(session, state, shared_events.SharedSelection("", Withheld(hidden=False), (), False))
    return json.loads(shared_events.document(session, state, shared, outside=False))


def taken(session: Session, case: str, document: object) -> bundle_import.ImportedCase:
    entry = CaseEntry(
        case=case, reference="KW-1", counter=1, contains={}, held_back=(), heads=(), envelopes=3, doubts={}
    )
    files = {shared_events.FILE: json.dumps(document).encode(), "case.pdf": b""}
    entries = tuple(FileEntry(name, len(content), bytes(32).hex()) for name, content in files.items())
    return bundle_import._case(session, VerifiedFiles(None, entries, files), entry)  # type: ignore[arg-type]


def test_events_wait_for_their_key_and_are_taken_in_once(layla, omar, case):
    records = document(layla, case)
    number, grants = len(records["events"]), len(records["grants"])
    assert number > 2
    waiting = taken(omar, case, {**records, "grants": []})
    assert (waiting.state, waiting.new, waiting.waiting) == ("waiting", 0, number)
    assert waiting.outside == ("case.pdf",)
    with pytest.raises(queries.NoCase):
        queries.case_of(omar, case)
    merged = taken(omar, case, {**records, "events": []})  # the key is all that was lacking
    assert (merged.state, merged.waiting) == ("merged", 0)
    assert queries.case_of(omar, case).name == "Maya Sample"
    assert case in [row.id for row in queries.cases(omar, limit=1000)]
    again = taken(omar, case, records)
    assert (again.state, again.new, again.known) == ("merged", 0, number + grants)


def test_all_of_it_at_once_is_new_and_opens_by_its_grant(layla, omar, case):
    records = document(layla, case)
    merged = taken(omar, case, records)
    assert (merged.state, merged.new, merged.known, merged.waiting, merged.refused) == (
        "merged",
        len(records["events"]) + len(records["grants"]),
        0,
        0,
        (),
    )
    [author] = merged.authors
    assert (author.name, author.number) == (LAYLA, len(records["events"]))


def test_what_is_of_another_case_or_altered_is_refused_and_nobodys(layla, omar, case):
    other = document(layla, keeps_a_case(layla, "Rani Sample"))
    refused = taken(omar, case, other)  # a list of another case than the file says
    assert (refused.state, refused.new, refused.authors) == ("read only", 0, ())
    assert [(error.kind(), number) for error, number in refused.refused] == [("shared_records_unreadable", 1)]
    records = document(layla, case)
    altered = bytearray(base64.b64decode(records["events"][1]["envelope"]))
    altered[-1] ^= 1
    number = len(records["events"])
    records["events"][1]["envelope"] = base64.b64encode(altered).decode()
    records["events"].append(other["events"][0])
    merged = taken(omar, case, records)
    assert {error.kind(): n for error, n in merged.refused} == {"envelope_refused": 1, "other_case": 1}
    assert merged.new == number - 1 + len(records["grants"])


def test_nobody_signed_what_their_key_did_not(layla, omar, case):
    records = document(layla, case)
    raw = base64.b64decode(records["events"][1]["envelope"])
    signature = peek_unverified(raw).signature
    forged = raw.replace(signature, signature[:-1] + bytes([signature[-1] ^ 1]))
    records["events"][1]["envelope"] = base64.b64encode(forged).decode()
    [author] = taken(omar, case, records).authors
    assert (author.name, author.number) == (LAYLA, len(records["events"]) - 1)


# -- what opens a bundle


def test_a_passphrase_made_of_the_case_is_too_weak(layla, case):
    page = queries.case(layla, case)
    with pytest.raises(PassphraseTooWeak):
        bundle_choice.passphrase(f"{page.name} {page.reference}", layla, case)
    assert bundle_choice.passphrase(suggest("en"), layla, case)


def test_what_a_recipient_wrote_between_the_keys_is_no_key(tmp_path):
    key = Prosecutor()
    file = tmp_path / "keys.txt"
    file.write_text(f"# The prosecution's key\n\n  \n{key.public}\n", "utf-8-sig")
    assert bundle_choice.keys_in(file) == (key.public,)
