"""A bundle comes back: its signed events are merged by the rules of the post, the rest is only shown."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.bundle import contents, files, stranger_client
from app.bundle.archive import Source
from app.bundle.contents import VerifiedFiles
from app.case import events
from app.casework.cases import queries, redaction
from app.casework.export import bundle_export, bundle_import
from app.seal import loose_certificates
from app.seal.keys import DeviceKeys
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor, papers
from tests.casework.dossier_case import DossierCase, dossier_case
from tests.casework.test_posting import Office, office_of_a_page
from tests.people import Person

LAYLA, OMAR = "Layla Sample", "Omar Sample"
KEY = Prosecutor()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_of_a_page(tmp_path_factory, {LAYLA: "inspector", OMAR: "supervisor"}) as office:
        yield office


@pytest.fixture
def case(office: Office, tmp_path: Path) -> DossierCase:
    return dossier_case(office.sessions[LAYLA], tmp_path)


def bundled(case: DossierCase, folder: Path, agency: str = "") -> VerifiedFiles:
    file = folder / "B.sanad.age"
    held = None if agency else redaction.Withheld(hidden=False)
    make_bundle(case.session, case.id, file, KEY.lock, "en", agency=agency, held=held)
    return bundle_export.open_bundle(file, KEY.opener)


def signed_anew(bundle: VerifiedFiles, events: bytes, folder: Path) -> VerifiedFiles:
    """The same with other events, by somebody who has only a key of their own."""
    manifest = bundle.manifest
    attached = {name: Source.of(bundle.files[name]) for name in bundle.files if name.startswith(("files/", "data/"))}
    signed = contents.put_together_all(
        replace(manifest, files=()),
        papers(bundle.files["case.pdf"], bundle.files["answers.json"]),
        DeviceKeys.fresh(),
        {**attached, "events/events.json": Source.of(events)},
    )
    files.seal(signed, KEY.lock, folder / "other.sanad.age")
    return bundle_export.open_bundle(folder / "other.sanad.age", KEY.opener)


def test_a_colleague_who_lacks_the_case_has_it_afterwards_and_once(office: Office, case: DossierCase, tmp_path: Path):
    omar = office.sessions[OMAR]
    bundle = bundled(case, tmp_path)
    with pytest.raises(queries.NoCase):
        queries.case_of(omar, case.id)
    summary = bundle_import.take_in(omar, bundle)
    (imported,) = summary.cases
    assert (summary.signer.standing, summary.signer.name) == ("known", LAYLA)
    assert (imported.state, imported.refused, imported.left_out) == ("merged", (), True)
    theirs = queries.case_of(office.sessions[LAYLA], case.id)
    ours = queries.case_of(omar, case.id)
    assert ours.facts == theirs.facts
    # but for those of other people, and the event of this very file, written after it was put together
    of_others = {events.PERSON, events.PROCEEDING, events.HEARING}
    expected = [event.id for event in theirs.timeline if event.what not in of_others]
    assert {event.id for event in ours.timeline} == set(expected[:-1])
    assert case.id in [row.id for row in queries.cases(omar)]
    assert {"case.pdf", "answers.json", "data/case.json", "files/01.txt"} <= set(imported.outside)
    (again,) = bundle_import.take_in(omar, bundle).cases
    assert (again.new, again.known, again.state) == (0, imported.new, "merged")
    (author,) = imported.authors
    assert (author.name, author.role, author.organisation) == (LAYLA, "inspector", "Sample Committee")


def test_another_office_gets_nothing_into_its_records_and_sees_who_signed(case: DossierCase, tmp_path: Path):
    partner = Person("Partner Sample", tmp_path / "partner", language="en").sets_up()
    bundle = bundled(case, tmp_path, "prosecution")
    before = partner.vault.database.row("SELECT count(*) FROM waiting")
    summary = bundle_import.take_in(partner, bundle)
    (imported,) = summary.cases
    assert summary.signer.standing == "unknown"
    assert (imported.state, imported.new, imported.known, imported.waiting) == ("read only", 0, 0, 0)
    ((refusal, number),) = imported.refused
    assert refusal.kind() == "author_unknown"
    assert number == sum(author.number for author in imported.authors) > 0
    assert partner.vault.database.row("SELECT count(*) FROM waiting") == before
    with pytest.raises(queries.NoCase):
        queries.case_of(partner, case.id)
    partner.close()


def test_what_only_the_file_says_is_never_believed(office: Office, case: DossierCase, tmp_path: Path):
    """Somebody signs a bundle anew, with words that no officer wrote and records of another case."""
    omar = office.sessions[OMAR]
    bundle = bundled(case, tmp_path)
    document = json.loads(bundle.files["events/events.json"])
    other = dossier_case(office.sessions[LAYLA], tmp_path, case.form)
    others = json.loads(bundled(other, tmp_path).files["events/events.json"])
    altered = bytearray(base64.b64decode(document["events"][1]["envelope"]))
    altered[-1] ^= 1
    document["events"][0]["content"]["reference"] = "KW-2026-FALSE"
    document["events"][1]["envelope"] = base64.b64encode(altered).decode()
    document["events"].append(others["events"][0])
    forged = signed_anew(bundle, json.dumps(document).encode(), tmp_path)
    summary = bundle_import.take_in(omar, forged)
    (imported,) = summary.cases
    assert summary.signer.standing == "unknown"
    assert {error.kind() for error, _ in imported.refused} == {"envelope_refused", "other_case"}
    assert bundle_import.OtherCase().kind() == "other_case"
    ours = queries.case_of(omar, case.id)
    assert ours.reference == queries.case_of(office.sessions[LAYLA], case.id).reference
    assert imported.new == len(document["events"]) - 2 + 1  # the grant too
    with pytest.raises(queries.NoCase):
        queries.case_of(omar, other.id)
    wrong = json.dumps(document | {"case": other.id}).encode()
    (unread,) = bundle_import.take_in(omar, signed_anew(bundle, wrong, tmp_path)).cases
    assert [error.kind() for error, _ in unread.refused] == ["shared_records_unreadable"]


def test_a_certificate_counts_only_by_who_signed_it(case: DossierCase, tmp_path: Path):
    records = stranger_client.events(bundled(case, tmp_path).files["events/events.json"])
    stream = case.session.vault.stream
    assert loose_certificates.authors(records.certificates)[stream].name == LAYLA
    losses = []
    for number, raw in enumerate(records.certificates):
        without = [other for n, other in enumerate(records.certificates) if n != number]
        author = loose_certificates.authors(without).get(stream)
        assert author is None or author.name == ""
        losses.append("computer" if author is None else "name")
        flipped = bytearray(raw)
        flipped[-3] ^= 1
        author = loose_certificates.authors([*without, bytes(flipped)]).get(stream)
        assert author is None or author.name == ""
    assert losses.count("name") == 1  # without who she is, the computer is certified still
