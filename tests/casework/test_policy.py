"""What the administrator set is refused in the core, whoever asks."""

from pathlib import Path

import pytest

from app import settings
from app.casework.cases import attachments, issued_papers
from app.casework.exchange import post, sync
from app.casework.exchange.sync import ServerNotAllowed
from app.casework.export import bundle_export, case_print
from app.casework.pages import office_figures
from app.casework.pages.office_figures import Period
from app.casework.questionnaires import form_languages, forms
from app.casework.records import safe_copies, unlock
from app.casework.session import profiles
from app.casework.session.transfer_places import PlaceNotAllowed, SetByAdministrator
from tests.casework.test_posting import Office
from tests.casework.test_posting import office as _office  # noqa: F401  (a fixture)
from tests.hq_people import LAYLA, committee
from tests.people import Person, keeps_a_case
from tests.ui.office import finished

PASSWORD = "walrus thistle gondola anvil"


@pytest.fixture(name="together")
def together_(_office: Office) -> Office:  # noqa: F811
    return _office


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
        lambda: bundle_export.make(session, case, outside / "case.sanad.age", key, "en", "court"),
        lambda: attachments.add(session, case, strangers),
        lambda: unlock.backup(session, outside / "records.backup"),
    ):
        with pytest.raises(PlaceNotAllowed):
            refused()
    assert list(outside.iterdir()) == []
    case_print.save(session, case, "en", inside / "record.pdf", PASSWORD)
    assert (inside / "record.pdf").exists()


def test_papers_and_the_post_keep_to_the_folders_too(together: Office, rules, tmp_path):
    omar = together.joins("Omar Sample", "supervisor")
    rules.write_text(f"transfer_folders = ['{tmp_path / 'share'}']")
    paper = office_figures.paper(omar, Period())
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
def test_the_policys_referral_system_is_used_where_the_organisation_has_none(
    layla: Person, rules, chosen, used
):
    session = layla.sets_up()
    assert profiles.in_use(session).id == "kw-2019"
    rules.write_text(f'profile = "{chosen}"\n', "utf-8")
    assert profiles.in_use(session).id == used
    session.close()
