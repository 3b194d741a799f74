"""A server is set up in a window, by somebody who presses one button after another."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.casework.exchange import headquarters
from app.headquarters import backup_plan, installation, problems, setup
from app.headquarters_setup import running_steps, serving
from app.headquarters_setup.answers import (
    BackupFolderNotChosen,
    FilesNotChosen,
    FolderNotWritable,
    PortRefused,
    SetupAnswers,
    keep_folder,
    known_folder,
)
from app.headquarters_setup.running_steps import CARD, ServiceRefused, read_service
from app.headquarters_setup.serving import NotStarted, PortTaken, Trial
from app.headquarters_setup.state_page import Read, StatePage
from app.platform import ServiceState
from app.seal import tls
from app.ui.plain_window import show_whole
from tests.headquarters.test_certificates import NOW
from tests.people import Person

pytestmark = pytest.mark.screen
ROOT = Path(__file__).resolve().parents[2]


def makes(eye, folder, port, tmp_path):
    """From the first step to the first backup."""
    page = eye.window.shown
    page.take_folder(folder)
    eye.press("Next")
    eye.until(lambda: eye.reads("How do other computers reach this one?"))
    page.host.setText("localhost")
    page.port.setText(str(port))
    eye.press("Next")
    eye.press("Make the server")
    eye.until(lambda: eye.reads("Where do its backups go?"))
    (tmp_path / "disk").mkdir()
    page.take_backup_folder(tmp_path / "disk")
    eye.press("Make the first backup")
    eye.until(lambda: eye.reads("The first backup is made"))
    eye.press("Next")


def test_from_nothing_to_a_server_that_a_desk_makes_its_own(opens, folder, free_port, tmp_path, language):
    eye = opens(language)
    (tmp_path / "stick").mkdir()
    makes(eye, folder, free_port, tmp_path)
    eye.press("Only while this window is open")
    eye.until(lambda: eye.titled("It works"))
    eye.press("Next")
    eye.press("Save the card")
    eye.until(lambda: eye.reads("The card is saved"))
    desk = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    from app.casework.organisation import administration

    administration.create_organisation(desk, "اللجنة الوطنية", "بدر الثاني")
    url = headquarters.claiming(desk, tmp_path / "stick" / CARD).whole()
    assert url == f"https://localhost:{free_port}"
    desk.close()
    eye.press("Finish")
    eye.until(lambda: eye.titled("Running"))
    assert eye.reads("It does not start by itself")
    eye.window.end_trial()
    eye.press("Check again")
    eye.until(lambda: eye.titled("It does not work"))
    assert known_folder() == folder


def test_opened_again_it_says_how_it_is_and_backs_up(opens, folder, free_port, tmp_path):
    setup.init(folder, f"https://localhost:{free_port}")
    keep_folder(folder)
    (tmp_path / "disk").mkdir()
    backup_plan.choose(folder, backup_plan.BackupPlan(str(tmp_path / "disk")))
    eye = opens("en")
    assert isinstance(eye.window.shown, StatePage)
    page = eye.window.shown
    eye.until(lambda: eye.reads("The first backup has not been made yet"))
    eye.press("Back up now")
    page.show_read(Read(installation.read(folder, NOW), read_service(), []))  # checked meanwhile
    assert not page.back_up.isEnabled()
    eye.until(lambda: eye.reads("opened again"))
    assert len(list((tmp_path / "disk").iterdir())) == 1
    (tmp_path / "disk").rename(tmp_path / "pulled out")
    eye.press("Back up now")
    eye.until(lambda: bool(eye.window.dialogs()))
    assert eye.reads("The folder for backups is not there.")
    eye.press("Close")
    eye.until(lambda: eye.reads("What went wrong") or eye.reads("failed"))


def test_a_service_that_the_system_refuses_is_said_with_another_way(opens, folder, free_port, tmp_path, monkeypatch):
    eye = opens("en")
    makes(eye, folder, free_port, tmp_path)
    asked = []

    class Refusing:
        def install_service(self, service):
            asked.append(service)
            return ServiceState(problem="No medium found")

    monkeypatch.setattr(running_steps, "system", Refusing())
    eye.press("Start with the computer")
    eye.until(lambda: eye.reads("could not start the server as a service"))
    assert eye.reads("No medium found")
    sentence = eye.window.shown.problem.sentence
    for size in ((683, 400), (1366, 768)):  # at 200 %, and on a whole screen
        eye.window.resize(*size)
        eye.until(lambda: sentence.height() >= sentence.heightForWidth(sentence.width()))
        eye.until(lambda: sentence.visibleRegion().boundingRect().size() == sentence.size())
        assert sentence.width() > 400
    [service] = asked
    assert service.command == tuple(serving.command(folder))
    assert service.writes == (folder, tmp_path / "disk")
    assert ServiceRefused("x").reason == "x"
    eye.press("Only while this window is open")
    eye.until(lambda: eye.titled("It works"))


def test_a_service_of_a_user_shows_the_line_for_an_administrator(opens, folder, free_port, tmp_path, monkeypatch):
    eye = opens("en")
    makes(eye, folder, free_port, tmp_path)

    class WithoutRights:
        def install_service(self, service):
            return ServiceState("user", True, "loginctl enable-linger layla")

    monkeypatch.setattr(running_steps, "system", WithoutRights())
    eye.press("Start with the computer")
    eye.until(lambda: eye.reads("loginctl enable-linger layla"))


def test_a_brought_certificate_is_refused_before_anything_is_made(opens, folder, free_port, tmp_path):
    pair = tls.server(tls.authority(NOW), "hq.example.org", NOW)
    (tmp_path / "server.pem").write_text(pair.certificate)
    (tmp_path / "server.key").write_text(pair.key)
    eye = opens("en")
    page = eye.window.shown
    page.take_folder(folder)
    eye.press("Next")
    eye.until(lambda: eye.reads("How do other computers reach this one?"))
    page.host.setText("localhost")
    eye.press("Next")
    eye.press("From files")
    eye.press("Make the server")
    eye.until(lambda: eye.reads("Choose the certificate and its private key first."))
    page.answers.take_certificate(tmp_path / "server.pem")
    page.answers.take_key(tmp_path / "server.key")
    eye.press("Make the server")
    eye.until(lambda: eye.reads("This certificate is for"))
    assert not folder.exists()
    with pytest.raises(FilesNotChosen):
        SetupAnswers(folder, brings_certificate=True).make(NOW)


def test_what_was_typed_is_refused_where_it_was_typed(opens, folder):
    eye = opens("en")
    page = eye.window.shown
    page.take_folder(folder)
    eye.press("Next")
    eye.until(lambda: eye.reads("How do other computers reach this one?"))
    for host, port, sentence in (
        ("hq.example.org/path", "8443", "This address can’t be used."),
        ("hq.example.org", "harbour", "A port is a number"),
    ):
        page.host.setText(host)
        page.port.setText(port)
        eye.press("Next")
        assert eye.reads(sentence)
    answers = SetupAnswers(folder)
    for port in ("0", "65536", "-1", ""):
        with pytest.raises(PortRefused):
            answers.take_address("hq.example.org", port)
    answers.take_address(" HQ.example.org ", "٨٤٤٣")
    assert answers.url == "https://hq.example.org:8443"
    answers.take_address("[2001:db8::1]", "8443")
    assert answers.url == "https://[2001:db8::1]:8443"


def test_on_a_small_screen_the_window_is_as_large_as_the_screen_and_no_larger(opens, folder):
    eye = opens("en")
    screen = eye.window.screen().availableGeometry()
    assert not screen.contains(eye.window.geometry())
    show_whole(eye.window)
    eye.until(lambda: screen.contains(eye.window.geometry()))


def test_a_name_is_offered_before_a_number_and_never_one_that_means_each_computer(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "registry")
    for full, expected in (
        ("registry", ["registry"]),
        ("localhost.localdomain", ["registry"]),
        ("registry.example.org", ["registry.example.org", "registry"]),
    ):
        monkeypatch.setattr(socket, "getfqdn", lambda full=full: full)
        hosts = installation.suggested_hosts()
        assert hosts[: len(expected)] == expected
        assert all(host[0].isdigit() for host in hosts[len(expected) :])


def test_a_folder_with_other_things_gets_one_of_its_own(tmp_path, monkeypatch):
    (tmp_path / "photo.jpg").write_text("somebody's")
    answers = SetupAnswers(tmp_path)
    answers.take_folder(tmp_path)
    assert answers.folder == tmp_path / "sanad-headquarters"
    setup.init(answers.folder, "https://localhost:8443")
    with pytest.raises(problems.HeadquartersThere):
        answers.check_place()
    answers.folder = tmp_path / "photo.jpg" / "below"
    with pytest.raises(FolderNotWritable):
        answers.check_place()


def test_a_server_that_cannot_start_says_why(folder, tmp_path):
    setup.init(folder, "https://localhost:8443", trust="system")
    with pytest.raises(problems.NoCertificate):
        Trial(folder)
    assert isinstance(serving._reason("no line of ours\n"), NotStarted)
    assert isinstance(serving._reason(json.dumps({"error": "address_in_use"})), PortTaken)


def test_it_loads_nothing_that_reads_records():
    script = (
        "import sys, app.headquarters_setup.window\n"
        "closed = ('app.vault', 'app.casework', 'app.case.', 'app.form', 'sqlcipher3', 'httpx2', 'pikepdf')\n"
        "print([name for name in sys.modules if name.startswith(closed)])"
    )
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"


def test_a_window_that_is_closed_while_the_server_starts_leaves_none(opens, folder, free_port, monkeypatch):
    setup.init(folder, f"https://localhost:{free_port}")
    eye = opens("en", folder)
    begun = []

    class Slow(Trial):
        def __init__(self, path):
            super().__init__(path)
            begun.append(self)
            eye.window._closed = True  # meanwhile

    monkeypatch.setattr("app.headquarters_setup.window.Trial", Slow)
    eye.window.begin_trial(folder)
    assert not begun[0].runs
    assert eye.window.trial is None


def test_one_step_is_changed_later_and_leads_back(opens, folder, free_port, tmp_path, language):
    setup.init(folder, f"https://localhost:{free_port}")
    (tmp_path / "disk").mkdir()
    backup_plan.choose(folder, backup_plan.BackupPlan(str(tmp_path / "disk")))
    backup_plan.make_now(folder, NOW)
    eye = opens(language, folder)
    eye.until(lambda: eye.says("Change") in eye.names())
    for leaves in (True, False):
        eye.window.shown._to("backup")
        assert eye.says("Make the first backup") not in eye.names()
        assert eye.says("Later") not in eye.names()  # no other step follows
        eye.press("Back" if leaves else "Back up now")
        if not leaves:
            eye.until(lambda: eye.reads("The backup is made"))
            eye.press("Finish")
        assert isinstance(eye.window.shown, StatePage)
        eye.until(lambda: eye.says("Change") in eye.names())
    assert len(list((tmp_path / "disk").iterdir())) == 2


def test_a_backup_without_a_folder_asks_for_one(opens, folder, free_port, language):
    setup.init(folder, f"https://localhost:{free_port}")
    eye = opens(language, folder)
    eye.window.set_up(folder, "backup")
    eye.press("Make the first backup")
    eye.until(lambda: eye.reads_condition(BackupFolderNotChosen()))


@pytest.mark.both_languages
def test_a_narrow_field_stays_beside_its_label_in_whatever_letters(opens, folder, language):
    eye = opens(language)
    page = eye.window.shown
    page.take_folder(folder)
    eye.press("Next")
    eye.until(lambda: eye.reads("How do other computers reach this one?"))
    leading = {"ar": lambda line: line.geometry().right(), "en": lambda line: line.x()}[language]
    eye.until(lambda: page.host.parentWidget().width() > 700)
    places = set()
    for text in ("hq.example.org", "خادم", ""):
        page.host.setText(text)
        eye.until(lambda: not page.host.parentWidget().layout().activate())
        places |= {leading(page.host), leading(page.port)}
    assert places == {page.host.parentWidget().rect().right() if language == "ar" else 0}
