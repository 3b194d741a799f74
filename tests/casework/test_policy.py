"""What the administrator set is refused in the core, whoever asks."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from app import settings
from app.bundle.keys import lock_with
from app.casework.cases import attachment_copy, attachments, issued_papers
from app.casework.exchange import headquarters, post, sync
from app.casework.exchange.sync import ServerNotAllowed
from app.casework.export import bundle_export, bundle_signer, case_print
from app.casework.interviews import answer_files
from app.casework.pages import office_figures, self_check
from app.casework.questionnaires import form_languages, forms
from app.casework.records import safe_copies, unlock
from app.casework.session import profiles
from app.casework.session.stepped_work import carried_out
from app.casework.session.transfer_places import PlaceNotAllowed, SetByAdministrator
from tests.bundle.made import make_bundle
from tests.bundle.small import sealed
from tests.casework.test_posting import Office
from tests.hq_people import LAYLA, committee
from tests.people import Person, keeps_a_case
from tests.ui.office import finished

PASSWORD = "walrus thistle gondola anvil"


class Invited(NamedTuple):
    """What of an invitation says where to go."""

    url: str
    ca: str


@pytest.fixture(name="together")
def together_(office: Office) -> Office:
    return office


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The policy's file; what stands in it holds at once."""
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(settings, "policy_file", lambda: file)
    return file


def test_nothing_of_a_case_is_written_or_read_outside_the_folders(layla: Person, rules, tmp_path):
    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    outside, inside, strangers = tmp_path / "out", tmp_path / "share", tmp_path / "scan.pdf"
    outside.mkdir()
    inside.mkdir()
    strangers.write_bytes(b"%PDF-1.7\n")
    rules.write_text(f"transfer_folders = ['{inside}']")
    record = outside / "record.pdf"
    key = bundle_export.passphrase(PASSWORD, session, case)
    for refused in (
        lambda: case_print.save(session, case, "en", record, PASSWORD),
        lambda: make_bundle(session, case, outside / "case.sanad.age", key, "en", "court"),
        lambda: attachments.add(session, case, strangers),
        lambda: unlock.backup(session, outside / "records.backup"),
    ):
        with pytest.raises(PlaceNotAllowed):
            refused()
    assert list(outside.iterdir()) == []
    case_print.save(session, case, "en", inside / "record.pdf", PASSWORD)
    assert (inside / "record.pdf").exists()


def test_what_is_attached_and_answered_keeps_to_the_folders_too(layla: Person, rules, tmp_path, monkeypatch):
    """As an officer would go around it: a file of a case copied out, a file brought as an answer, the
    automatic copies at a place of one's own."""
    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    outside, inside = tmp_path / "out", tmp_path / "share"
    outside.mkdir()
    inside.mkdir()
    (inside / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    (outside / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    (inside / "way out").symlink_to(outside, target_is_directory=True)
    rules.write_text(f"transfer_folders = ['{inside}']")
    file = attachments.add(session, case, inside / "scan.pdf")
    # Wine makes links that lead nowhere
    way_out = inside / "way out" if (inside / "way out").is_dir() else outside
    for refused in (
        lambda: carried_out(attachment_copy.saving(session, case, file, outside / "copy.pdf")),
        lambda: carried_out(attachment_copy.saving(session, case, file, way_out / "copy.pdf")),
        lambda: carried_out(attachment_copy.saving(session, case, file, inside / ".." / "out" / "copy.pdf")),
        lambda: next(answer_files.bringing(session, "", outside / "scan.pdf", "scan.pdf")),
        lambda: safe_copies.choose(session, outside),
    ):
        with pytest.raises(PlaceNotAllowed):
            refused()
    assert [path.name for path in outside.iterdir()] == ["scan.pdf"]
    carried_out(attachment_copy.saving(session, case, file, inside / "copy.pdf"))
    assert (inside / "copy.pdf").exists()
    safe_copies.choose(session, inside)


def test_where_nothing_is_saved_readable_no_sealed_file_is_written_out_either(layla: Person, rules, tmp_path):
    session = layla.sets_up()
    file, opener = sealed(lock_with(PASSWORD), tmp_path), bundle_export.opener_with(PASSWORD)
    bundle = bundle_export.open_bundle(file, opener)
    rules.write_text("plain_files = false")
    row = session.vault.database.row("SELECT count(*) FROM envelope")
    for refused in (
        lambda: bundle_export.open_bundle(file, opener, tmp_path / "readable"),
        lambda: bundle_export.take_apart(bundle, tmp_path / "readable"),
        lambda: bundle_signer.take_apart(session, bundle, tmp_path / "readable"),
    ):
        with pytest.raises(attachment_copy.CopyForbidden):
            refused()
    assert not (tmp_path / "readable").exists()
    assert session.vault.database.row("SELECT count(*) FROM envelope") == row  # nor does the journal say so


def test_a_line_whose_name_is_misspelt_is_shown(rules):
    rules.write_text("plain_file = false\nlock_after_s = 300")
    lines = {line.name: line.source for line in settings.policy_lines()}
    assert lines["plain_file"] == "unknown"
    assert settings.policy().plain_files
    [line] = self_check._policy()
    assert not line.holds


# Of what people choose a file for, all that says nothing about anybody; each with its reason.
SAYS_NOTHING = {
    "casework/questionnaires/labels.py": "invented situations and their labels",
    "casework/records/server_update.py": "an update, in the program's own folder",
    "casework/records/update_files.py": "keys and lists of those who sign updates",
    "casework/records/safe_copies.py": "beside the records, or where `choose` or the policy allowed",
    "casework/export/bundle_choice.py": "a passphrase or a key, which no folder protects",
    "casework/organisation/desk.py": "invitations and lists of the organisation",
    "casework/organisation/membership.py": "invitations and answers",
    "casework/organisation/office_certificate.py": "the office's certificate",
    "casework/lifecycle/rights_sheet.py": "a sheet of rights",
    "casework/pages/demo.py": "people who are nobody",
    "casework/pages/diagnosis.py": "a file without personal data",
    "casework/questionnaires/packs.py": "a questionnaire",
    "casework/exchange/table_client.py": "asked by htcds_import alone, which looks",
    "casework/exchange/post/courier.py": "asked by the post alone, which looks",
    "casework/pages/figure_files.py": "by exchange_rows.may_write",
    "casework/export/paper_signing.py": "by case_print.may_write, of the dossier and the letter",
    "casework/pages/self_check.py": "the records' own folder",
}


def test_whoever_writes_or_reads_a_file_of_a_case_asks_where_it_lies():
    """Else the next way out is found by an officer."""
    asks = re.compile(r"refuse_elsewhere\(|refuse_unfit\(|may_write\(")
    opens = re.compile(r"write_whole\(|written_whole\(|\.open\(\"rb\"\)|write_text\(|write_bytes\(")
    files = {
        file.relative_to(settings.ROOT / "app").as_posix(): file.read_text("utf-8")
        for file in (settings.ROOT / "app" / "casework").rglob("*.py")
    }
    unasked = {name for name, text in files.items() if opens.search(text) and not asks.search(text)}
    assert unasked <= set(SAYS_NOTHING), unasked - set(SAYS_NOTHING)


def test_papers_and_the_post_keep_to_the_folders_too(together: Office, rules, tmp_path):
    omar = together.joins("Omar Sample", "supervisor")
    rules.write_text(f"transfer_folders = ['{tmp_path / 'share'}']")
    paper = office_figures.paper(omar, office_figures.Period())
    for refused in (
        lambda: issued_papers.save(omar, paper, "en", tmp_path / "figures.pdf"),
        lambda: post.export(omar, together.stick),
        lambda: post.collect(omar, together.stick),
    ):
        with pytest.raises(PlaceNotAllowed):
            refused()
    rules.write_text(f"transfer_folders = ['{together.stick}']")
    post.export(omar, together.stick)


def test_a_server_that_is_not_the_policys_is_not_spoken_with(rules, tmp_path):
    folder = tmp_path / "office"
    folder.mkdir()
    with committee(folder) as office:
        session = office.sessions[LAYLA]
        rules.write_text("headquarters = 'https://other.example.org'")
        with pytest.raises(ServerNotAllowed):  # who is to join is not let go elsewhere either
            headquarters._to(session, Invited("https://hq.example.org", ""))
        with pytest.raises(ServerNotAllowed):
            sync.allowed("https://hq.example.org", "")
        rules.write_text("headquarters = 'https://other.example.org'")
        with pytest.raises(ServerNotAllowed):
            sync.connect(session)
        named = session.vault.directory.organisation.headquarters[-1].url
        rules.write_text(f"headquarters = '{named}'")
        sync.connect(session).close()
        rules.write_text(f"trust = '{tmp_path / 'nobody.pem'}'")
        with pytest.raises(ServerNotAllowed):
            sync.connect(session)
        rules.write_text("proxy = 'http://proxy.example.org:3128'")
        assert sync.proxy(session) == "http://proxy.example.org:3128"
        with pytest.raises(SetByAdministrator):
            sync.set_proxy(session, "")


def test_copies_go_to_the_place_of_the_policy_and_no_other(layla: Person, rules, tmp_path):
    session = layla.sets_up()
    place = tmp_path / "copies"
    place.mkdir()
    safe_copies.choose(session, tmp_path)
    rules.write_text(f"backup_place = '{place}'")
    assert safe_copies.state(session).place == place
    with pytest.raises(SetByAdministrator):
        safe_copies.choose(session, None)
    rules.unlink()
    assert safe_copies.state(session).place == tmp_path


def test_a_copy_at_the_place_of_the_policy_counts_though_the_officer_chose_none(layla: Person, rules, tmp_path):
    session = layla.sets_up()
    keeps_a_case(session, "Maya Sample")
    place = tmp_path / "copies"
    place.mkdir()
    rules.write_text(f"backup_place = '{place}'")
    session.clock.pass_(days=9)
    state = safe_copies.state(session)
    assert (state.at, state.due, state.late_days) == (None, True, 9)
    safe_copies.make_now(session, place)
    state = safe_copies.state(session)
    assert (state.at, state.due, state.late_days) == (session.clock.at, False, 0)
    rules.unlink()
    assert safe_copies.state(session).place is None  # the officer's own is as it was


def test_a_language_that_is_not_of_the_policy_is_not_spoken(layla: Person, rules):
    session = layla.sets_up()
    talk = finished(session, {})
    assert talk.case_id
    form = forms.load(session, forms.forms(session)[0].hash)
    nepali, urdu = (form_languages.named(form, code) for code in ("ne", "ur"))
    assert nepali is not None
    assert urdu is not None
    rules.write_text("languages = ['ar', 'en', 'ne']")
    assert form_languages.may_be_spoken(nepali)
    assert not form_languages.may_be_spoken(urdu)


@pytest.mark.parametrize(("chosen", "used"), [("kw-six", "kw-six"), ("nowhere-1", "kw-2019")])
def test_the_policys_referral_system_is_used_where_the_organisation_has_none(layla: Person, rules, chosen, used):
    session = layla.sets_up()
    assert profiles.in_use(session).id == "kw-2019"
    rules.write_text(f'profile = "{chosen}"\n', "utf-8")
    assert profiles.in_use(session).id == used
    session.close()
