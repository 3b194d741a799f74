"""The way to headquarters, step by step: each failure stands at its own step, and what was not tried says so."""

import json
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.casework.exchange import sync
from app.casework.organisation import administration
from app.casework.pages import diagnosis, server_reach
from app.casework.pages.server_reach import (
    STEPS,
    ServerCertificateOver,
    ServerClockDiffers,
    ServerReach,
    ServerReplaced,
)
from app.casework.session.session import Session
from app.clock import iso, utc
from app.headquarters import setup
from app.headquarters.organisation_calls import new_epoch
from app.seal import tls
from app.sync import wire
from tests.casework.test_posting import Office
from tests.hq_people import DESK, LAYLA, Committee, committee, names
from tests.people import Person, keeps_a_case
from tests.sync.canned import answer, answering, certified
from tests.sync.test_client import GOOD, HTML, opening_tls

PUBLIC = bytes(range(32))


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as office:
        office.syncs(DESK)
        yield office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    """A desk that names its server in the test."""
    office = Office(tmp_path, tmp_path / "stick")
    session = office.sets_up(DESK, "desk")
    administration.create_organisation(session, "Sample Committee", "Badr Second", "Farwaniya")
    yield session
    session.close()


def reached(session: Session) -> ServerReach:
    return server_reach.asking(session).whole()


def states(reach: ServerReach) -> dict[str, str]:
    """What is not simply held."""
    assert [step.name for step in reach.steps] == list(STEPS)
    document = reach.document()
    return {step["name"]: f"{step['state']}: {step['why']}" for step in document["steps"] if step["state"] != "held"}


def up_to(failed: str, why: str, **before: str) -> dict[str, str]:
    """Nothing was tried after the step that failed."""
    after = STEPS[STEPS.index(failed) + 1 :]  # type: ignore[arg-type]
    return before | {failed: f"failed: {why}"} | dict.fromkeys(after, "not_tried: stopped")


NUMBER = {"name": "not_tried: by_number"}
PLAIN = {**NUMBER, "certificate": "not_tried: on_this_computer"}


def test_every_step_holds_and_nothing_is_changed_by_asking(office: Committee):
    layla = office.sessions[LAYLA]
    first = reached(layla)
    assert states(first) == {**NUMBER, "epoch": "not_tried: never_met"}
    assert (first.last_sync, first.last_copy, first.copy_held) == (None, None, None)
    office.syncs(LAYLA)
    before = sync.overview(layla)
    reach = reached(layla)
    assert states(reach) == NUMBER
    assert (reach.proxy, reach.clock_s, reach.problem) == (False, 0, None)
    assert reach.certificate == setup.certificate_ends(office.hq.folder)
    assert reach.last_sync == utc(layla.now())
    assert sync.overview(layla) == before
    document = reach.document()
    assert document["last_sync"] == iso(utc(layla.now()))
    assert json.loads(json.dumps(document)) == document


def test_a_server_that_is_stopped_does_not_answer_and_the_rest_is_not_tried(office: Committee):
    with office.hq.offline():
        reach = reached(office.sessions[DESK])
    assert states(reach) == up_to("connection", "nobody_there", **NUMBER)
    assert (reach.clock_s, reach.certificate) == (None, None)
    assert reach.last_sync is not None


def test_a_name_that_nobody_knows_fails_at_the_name(desk: Session):
    names(desk, PUBLIC, "https://hq.invalid", "")
    assert states(reached(desk)) == up_to("name", "no_network")


def test_a_name_that_is_found_is_held_where_nobody_listens(desk: Session):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    names(desk, PUBLIC, f"https://localhost:{port}", "")
    assert states(reached(desk)) == up_to("connection", "nobody_there")


def test_a_certificate_of_another_authority_is_told(office: Committee):
    with office.hq.offline():
        pair = tls.server(tls.authority(datetime.now(UTC)), "127.0.0.1", datetime.now(UTC))
        (office.hq.folder / "server.pem").write_text(pair.certificate)
        (office.hq.folder / "server.key").write_text(pair.key)
    assert states(reached(office.sessions[DESK])) == up_to("certificate", "certificate_unknown", **NUMBER)


def test_a_certificate_of_another_address_is_told(desk: Session, tmp_path: Path):
    secure, ca = certified(tmp_path, "hq.example.org")
    with answering(GOOD, secure=secure) as port:
        names(desk, PUBLIC, f"https://127.0.0.1:{port}", ca)
        assert states(reached(desk)) == up_to("certificate", "certificate_of_another", **NUMBER)


def test_an_expired_certificate_is_told_though_sync_goes_on_with_it(desk: Session, tmp_path: Path):
    began = datetime(2012, 1, 1, tzinfo=UTC)
    secure, ca = certified(tmp_path, "127.0.0.1", began)
    with answering(GOOD, secure=secure) as port:
        names(desk, PUBLIC, f"https://127.0.0.1:{port}", ca)
        reach = reached(desk)
    expected = {"certificate": "failed: server_certificate_over", "epoch": "not_tried: never_met"}
    assert {name: state for name, state in states(reach).items() if name != "clock"} == {**NUMBER, **expected}
    assert isinstance(reach.steps[2].error, ServerCertificateOver)
    assert reach.certificate is not None
    assert reach.certificate < began + timedelta(days=400)


@pytest.mark.skipif(sys.platform != "linux", reason="0.0.0.0 is this computer there")
def test_an_expired_certificate_of_a_public_authority_ends_it_there(
    desk: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    secure, ca = certified(tmp_path, "0.0.0.0", datetime(2012, 1, 1, tzinfo=UTC))
    (tmp_path / "authorities.pem").write_text(ca)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))
    with answering(GOOD, secure=secure) as port:
        names(desk, PUBLIC, f"https://0.0.0.0:{port}", "")
        assert states(reached(desk)) == up_to("certificate", "certificate_dates", **NUMBER)


def test_what_can_not_be_tried_for_its_certificate_says_so(desk: Session):
    for url, ca, why in (
        ("http://hq.example.org", "", "address_insecure"),
        ("https://hq.example.org", "no pem", "certificate_unknown"),
    ):
        names(desk, PUBLIC, url, ca)
        reach = reached(desk)
        assert states(reach) == dict.fromkeys(STEPS, "not_tried: stopped") | {"certificate": f"failed: {why}"}
        assert reach.proxy is None


@pytest.mark.parametrize("hours", [3, -3, 24 * 400])
def test_a_clock_that_differs_is_told_with_how_much_and_the_call_goes_on(office: Committee, hours: int):
    office.syncs(LAYLA)
    office.wrist(LAYLA).pass_(hours=hours)
    reach = reached(office.sessions[LAYLA])
    failed = {step.name for step in reach.steps if step.state == "failed"}
    assert isinstance(reach.steps[4].error, ServerClockDiffers)
    assert failed == {"clock"}, "the certificate is judged by the server's time"
    assert reach.clock_s == -hours * 3600


def test_a_few_minutes_are_no_difference(office: Committee):
    office.syncs(LAYLA)
    office.wrist(LAYLA).pass_(seconds=server_reach.CLOCK_S)
    reach = reached(office.sessions[LAYLA])
    assert (states(reach), reach.clock_s) == (NUMBER, -server_reach.CLOCK_S)


def test_a_server_that_was_restored_is_told_until_the_next_sync(office: Committee):
    office.syncs(LAYLA)
    with office.hq.offline():
        database = setup.open_database(office.hq.folder)
        database.change(new_epoch)
        database.close()
    reach = reached(office.sessions[LAYLA])
    assert states(reach) == {**NUMBER, "epoch": "failed: server_replaced"}
    assert isinstance(reach.steps[-1].error, ServerReplaced)
    office.syncs(LAYLA)
    assert states(reached(office.sessions[LAYLA])) == NUMBER


def test_a_computer_whose_access_ended_is_answered_and_told_so(office: Committee):
    layla, desk = office.sessions[LAYLA], office.sessions[DESK]
    office.syncs(LAYLA)
    administration.revoke(desk, layla.vault.stream.hex())
    office.syncs(DESK)
    assert states(reached(layla)) == {**NUMBER, "answer": "failed: device_withdrawn"}


def test_a_computer_that_the_server_does_not_know_is_told_so(office: Committee):
    noura = office.joins("Noura Sample")  # by files: the server has not heard of it
    assert states(reached(noura)) == {**NUMBER, "answer": "failed: device_unknown", "epoch": "not_tried: stopped"}


@pytest.mark.parametrize(
    ("said", "step", "why"),
    [
        (answer("200 OK", HTML, "text/html", ""), "answer", "login_page"),
        (answer("503 Service Unavailable", b"", "text/plain", ""), "answer", "headquarters_away"),
        (answer("200 OK", GOOD[:9], proto="2"), "answer", "other_version"),
        (answer("500 Oh", b"words"), "answer", "answer_odd"),
        (None, "answer", "network_lost"),
        (b"SSH-2.0-OpenSSH_10.0\r\n\r\n", "answer", "not_headquarters"),
    ],
)
def test_whatever_answers_in_its_place_fails_at_the_answer(desk: Session, said: bytes | None, step: str, why: str):
    with answering(said) as port:
        names(desk, PUBLIC, f"http://127.0.0.1:{port}", "")
        assert states(reached(desk)) == up_to(step, why, **PLAIN)


def test_a_clock_that_no_correction_helps_fails_at_the_clock(desk: Session):
    off = answer("401 No", wire.Refusal("clock_off", 0, 1).encode())
    with answering(off) as port:
        names(desk, PUBLIC, f"http://127.0.0.1:{port}", "")
        assert states(reached(desk)) == {
            **PLAIN,
            "answer": "not_tried: stopped",
            "clock": "failed: clock_off",
            "epoch": "not_tried: stopped",
        }


def test_what_speaks_no_tls_fails_at_the_certificate(desk: Session, tmp_path: Path):
    _, ca = certified(tmp_path, "127.0.0.1")
    with answering(answer("400 Bad", b"")) as port:
        names(desk, PUBLIC, f"https://127.0.0.1:{port}", ca)
        assert states(reached(desk)) == up_to("certificate", "secure_line_refused", **NUMBER)


BY_PROXY = {"name": "not_tried: by_proxy"}


@pytest.mark.parametrize("from_system", [False, True])
def test_through_a_proxy_the_name_is_the_proxys_to_find_and_its_password_is_not_told(
    desk: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, from_system: bool
):
    monkeypatch.delenv("NO_PROXY")

    def through(port: int, host: str = "127.0.0.1") -> None:
        address = f"http://layla:walrus@{host}:{port}"
        if from_system:
            monkeypatch.setenv("HTTPS_PROXY", address)
        else:
            sync.set_proxy(desk, address)

    secure, ca = certified(tmp_path, "hq.example.org")
    names(desk, PUBLIC, "https://hq.example.org", ca)
    with opening_tls(secure, []) as port:
        through(port)
        reach = reached(desk)
        assert states(reach) | {"clock": ""} == {**BY_PROXY, "clock": "", "epoch": "not_tried: never_met"}
        assert reach.proxy is True
    through(port)  # nobody is there any more
    assert states(reached(desk)) == up_to("connection", "proxy_refused", **BY_PROXY)
    through(port, "proxy.invalid")
    assert states(reached(desk)) == up_to("connection", "proxy_refused", **BY_PROXY)
    with answering(answer("403 Forbidden", b"", "text/html", "")) as refusing:
        through(refusing)
        assert states(reached(desk)) == up_to("connection", "proxy_refused", **BY_PROXY)
    other, _ = certified(tmp_path, "hq.example.org")
    with opening_tls(other, []) as port:
        through(port)
        reach = reached(desk)
        assert states(reach) == up_to("certificate", "certificate_unknown", **BY_PROXY)
    file = tmp_path / "diagnosis.json"
    diagnosis.write(desk.home, file, reach)
    assert json.loads(file.read_text("utf-8"))["headquarters"]["proxy"] is True
    assert "walrus" not in file.read_text("utf-8")


def test_where_no_server_is_set_nothing_is_tried(desk: Session, layla: Person):
    reach = reached(desk)
    assert set(states(reach).values()) == {"not_tried: no_server"}
    assert reach.document()["problem"] == "no_headquarters"
    alone = layla.sets_up()
    assert reached(alone).document()["problem"] == "not_joined"


def test_the_file_for_whoever_helps_has_nothing_of_a_person_or_a_case(
    office: Committee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    layla = office.sessions[LAYLA]
    people = ["Maya Sample", "Amal Testworker", "مايا عينة"]
    ids = [keeps_a_case(layla, name) for name in people]
    office.syncs(LAYLA)
    known = layla.reading().column("SELECT reference FROM case_row")
    assert len(known) == len(ids)
    secrets = [*ids, *known, *(part for name in people for part in name.split()), *["Layla", "Omar", "Huda", "Badr"]]
    secrets += ["Sample", "Farwaniya", "127.0.0.1", str(tmp_path), layla.vault.id.hex(), layla.vault.stream.hex()]
    file = tmp_path / "diagnosis.json"
    for stopped in (False, True):
        if stopped:
            office.hq.stop()
        diagnosis.write(layla.home, file, reached(layla))
        text = file.read_text("utf-8")
        assert [secret for secret in secrets if secret in text] == []
        assert json.loads(text)["headquarters"]["steps"][1]["state"] == ("failed" if stopped else "held")
