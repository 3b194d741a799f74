"""The office's signature inside dossiers and letters: who may make it, what it covers, what is said of it."""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app import settings
from app.case import events
from app.casework.export import bundle_export, dossier, paper_check, paper_signing
from app.casework.export.paper_check import PaperUnreadable, PaperWantsPassword, SignatureCheck
from app.casework.organisation import administration, office_certificate
from app.casework.session import key_log, registrar
from app.casework.session.colleagues import NotJoined, NotTheDesk
from app.casework.session.session import Session, events_of
from app.language import Words, strip_marks
from app.seal import office_certificate as sealing
from app.seal.keys import digest
from app.signing import sign_client
from app.sync import client
from app.vault.vault import keep_setting, setting
from tests.bundle.made import make_bundle
from tests.by_the_page import paper as by_the_page
from tests.by_the_page.primitives import Refused
from tests.casework.dossier_case import dossier_case
from tests.casework.test_dossier import text_of
from tests.casework.test_posting import Office
from tests.casework.time_stamper import NAME, authority
from tests.people import Person
from tests.report import archive_check, structure_reader

VECTORS = Path(__file__).parents[1] / "vectors" / "signing"
PASSWORD = "walrus thistle gondola anvil"
TO = "prosecution"
OPENSSL = pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")


@dataclass
class Desk:
    """A desk that inspects too, with a case of which dossiers are made."""

    person: Person
    session: Session
    case: str

    def saves(self, file: Path, password: str | None = None, **options) -> dossier.WrittenDossier:
        request = dossier.DossierRequest(TO, options.pop("language", "en"), **options)
        return dossier.save(self.session, self.case, request, file, password, dossier.chosen(TO))

    def signed_events(self) -> list[dict[str, object]]:
        log = key_log.id_of(self.session.vault)
        return [event.content for event in events_of(self.session, log) if event.what == events.SIGNED]

    def events_of_case(self) -> int:
        return len(events_of(self.session, bytes.fromhex(self.case)))


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    person = Person("Huda Desk", folder / "home", role="desk", language="en")
    session = person.sets_up()
    administration.create_organisation(session, "لجنة العينة", "Badr Second")
    yield Desk(person, session, dossier_case(session, folder).id)
    session.close()


@pytest.fixture
def desk(shared_desk: Desk) -> Iterator[Desk]:
    """With a certificate of its own, at the time when the case was written."""
    at, kept = (shared_desk.person.clock.at, setting(shared_desk.session.reading(), "office certificate"))
    if not kept:
        office_certificate.make(shared_desk.session)
    kept = setting(shared_desk.session.reading(), "office certificate") or b""
    yield shared_desk
    shared_desk.person.clock.at, shared_desk.session.newest = at, None
    keep_setting(shared_desk.session.vault, "office certificate", kept)


@pytest.fixture(scope="module")
def signed(shared_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier in both languages that this desk signed."""
    if office_certificate.current(shared_desk.session) is None:
        office_certificate.make(shared_desk.session)
    file = tmp_path_factory.mktemp("signed") / "dossier.pdf"
    written = shared_desk.saves(file, language="both")
    assert written.signed == "B-B"
    return file


@pytest.fixture(scope="module")
def reader() -> Iterator[sign_client.SigningChild]:
    """One child that reads all of them: starting it is what takes long."""
    child = sign_client.SigningChild()
    yield child
    child.close()


def looked(reader: sign_client.SigningChild, pdf: Path | bytes, known=(), password: str = "") -> list[SignatureCheck]:
    content = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    return paper_check.judged(reader.check(content, password), known)


def _in_one_go(steps, answers=lambda _request: b"") -> sign_client.SignedPaper:
    try:
        wanted = next(steps)
        while True:
            wanted = steps.send(answers(wanted.content))
    except StopIteration as stop:
        return stop.value


# -- what is signed --------------------------------------------------------------------------


def test_a_dossier_that_the_desk_saves_is_signed_inside_and_says_whose_words_to_compare(desk, signed):
    certificate = office_certificate.current(desk.session)
    (signature,) = paper_check.check(signed, "", office_certificate.known(desk.session))
    assert (signature.verdict, signature.standing) == ("unchanged", "office")
    assert signature.certificate == certificate.facts
    assert signature.at == desk.person.clock.at.replace(microsecond=0)
    assert signature.stamped_at is None
    assert signature.in_time
    whole = " ".join(strip_marks(structure_reader.read(signed.read_bytes()).root.whole()).split())
    for words in certificate.words:
        assert " ".join(words) in whole
    assert certificate.facts.fingerprint.hex(" ", 4) in whole
    assert "The signature of لجنة العينة is inside the PDF" in whole
    assert "التوقيع باسم لجنة العينة موجود داخل ملف PDF" in whole


def test_it_stays_what_archives_and_screen_readers_want(signed):
    with pikepdf.open(signed) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        form = pdf.Root.AcroForm
        assert int(form.SigFlags) == 3
        assert "/NeedAppearances" not in form  # ISO 19005-2, 6.4.1
        (field,) = form.Fields
        # 6.3.2 and 6.3.3: printed, not hidden, and of no size, so that it needs no appearance
        assert int(field.F) & 0b100110 == 0b100
        assert [int(edge) for edge in field.Rect] == [0, 0, 0, 0]
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert str(field.V.Filter) == "/Adobe.PPKLite"
        assert "/Perms" not in pdf.Root
        assert pdf.Root.MarkInfo.Marked
    assert structure_reader.read(signed.read_bytes()).untagged == []
    (unknown,) = archive_check.faults(signed.read_bytes())  # it has no rules for any form
    assert unknown.startswith("[unsupported] pikepdf:schema-Catalog")
    assert "/AcroForm" in unknown


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="needs poppler-utils")
def test_a_program_of_others_calls_it_valid_and_whole(signed, tmp_path):
    run = subprocess.run(["pdfsig", "-nocert", signed], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in run.stdout
    assert "Total document signed" in run.stdout
    assert "ETSI.CAdES.detached" in run.stdout
    damaged = bytearray(signed.read_bytes())
    damaged[damaged.index(b"stream") + 40] ^= 1
    (tmp_path / "damaged.pdf").write_bytes(damaged)
    run = subprocess.run(["pdfsig", "-nocert", tmp_path / "damaged.pdf"], capture_output=True, text=True, check=False)
    assert "Signature is Valid" not in run.stdout


def test_a_changed_byte_something_added_and_another_certificate_are_told_apart(desk, reader, signed):
    pdf = signed.read_bytes()
    changed = bytearray(pdf)
    changed[pdf.index(b"stream") + 40] ^= 1
    (signature,) = looked(reader, bytes(changed))
    assert signature.verdict == "changed"
    assert paper_check.in_words(signature, Words("en"))[0].startswith("Changed after it was signed")
    assert [one.verdict for one in looked(reader, pdf + b"\n% something more")] == ["added to"]
    # somebody who signs with the same names is not the office
    key = sealing.new_key()
    names = ["لجنة العينة"]
    forged = sealing.self_made(key, names, desk.session.clock())
    start = pdf.index(b"%%EOF") + 6
    request = sign_client.SigningRequest(certificates=[forged], at=desk.session.clock(), reason="x")
    other = _in_one_go(reader.sign(pdf[:start], request, lambda message: sealing.sign(key, message))).content
    (signature,) = looked(reader, other, office_certificate.known(desk.session))
    assert (signature.verdict, signature.standing) == ("unchanged", "")
    assert signature.words != office_certificate.current(desk.session).words


def test_under_a_password_it_is_signed_too_and_checked_with_it(desk, reader, tmp_path):
    file = tmp_path / "dossier.pdf"
    assert desk.saves(file, PASSWORD).signed == "B-B"
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(file.read_bytes()))
    for password in ("", "another one"):
        with pytest.raises(PaperWantsPassword):
            looked(reader, file, password=password)
    assert [one.verdict for one in looked(reader, file, password=PASSWORD)] == ["unchanged"]


def test_the_log_says_what_is_signed_before_the_key_is_used(desk, tmp_path, monkeypatch):
    before = len(desk.signed_events())
    seen: list[int] = []

    def signs(key: bytes, message: bytes) -> bytes:
        seen.append(len(desk.signed_events()))
        return b"no signature"

    monkeypatch.setattr(paper_signing.sealing, "sign", signs)
    file = tmp_path / "dossier.pdf"
    written = desk.saves(file)
    assert seen == [before + 1]
    event = desk.signed_events()[-1]
    assert event["document"] == bytes.fromhex(written.document)
    assert event["certificate"] == office_certificate.current(desk.session).facts.fingerprint
    length = file.read_bytes().index(b"%%EOF") + 6
    assert event["paper"] == sha256(file.read_bytes()[:length]).digest()


def test_what_is_printed_looked_at_or_unwanted_is_not_signed_and_says_nothing_of_it(desk, reader, tmp_path):
    before = len(desk.signed_events())
    request = dossier.DossierRequest(TO, "en")
    for pdf in (
        dossier.preview(desk.session, desk.case, request, dossier.chosen(TO)),
        dossier.printed(desk.session, desk.case, request, dossier.chosen(TO)),
    ):
        assert "is inside the PDF" not in text_of(pdf)
    file = tmp_path / "dossier.pdf"
    assert desk.saves(file, unsigned=True).signed == ""
    assert looked(reader, file) == []
    assert "is inside the PDF" not in text_of(file.read_bytes())
    assert len(desk.signed_events()) == before


def test_a_sealed_file_holds_the_signed_dossier(desk, reader, tmp_path):
    lock = bundle_export.passphrase(PASSWORD, desk.session, desk.case)
    made = make_bundle(
        desk.session, desk.case, tmp_path / "case.sanad.age", lock, "en", agency=TO, held=dossier.redaction.chosen(TO)
    )
    opener = bundle_export.opener_with(PASSWORD)
    bundle_export.open_bundle(made.files[0], opener, tmp_path / "opened")
    (signature,) = looked(reader, tmp_path / "opened" / "dossier.pdf")
    assert signature.verdict == "unchanged"
    assert desk.signed_events()[-1]["document"] == bytes.fromhex(made.document)


# -- who may sign ----------------------------------------------------------------------------


def test_only_the_desk_makes_a_certificate_and_who_has_none_signs_nothing(office: Office, tmp_path):
    layla = office.joins("Layla Sample")
    for act in (
        lambda: office_certificate.make(layla),
        lambda: office_certificate.ask(layla, tmp_path / "request.pem"),
        lambda: office_certificate.take_in(layla, tmp_path / "request.pem"),
        lambda: office_certificate.end(layla, "00"),
    ):
        with pytest.raises(NotTheDesk):
            act()
    assert not (tmp_path / "request.pem").exists()
    assert office_certificate.require_current(layla) is None
    alone = Person("Salem Alone", tmp_path / "alone", language="en").sets_up()
    with pytest.raises(NotJoined):
        office_certificate.make(alone)
    alone.close()


def test_a_colleagues_own_certificate_never_counts_as_the_offices(office: Office):
    """Anybody can write into a log of his own; the office is whom the root named."""
    layla, desk = office.joins("Layla Sample"), office.sessions["Huda Desk"]
    made = office_certificate.make(desk)
    key = sealing.new_key()
    forged = sealing.self_made(key, ["Sample Committee"], layla.clock())
    statement = office_certificate._statement(digest(forged))
    vouched = office_certificate._vouched(layla.vault.device.public, layla.vault.device.sign(statement))
    content = {"certificate": digest(forged), "chain": [forged], **vouched}
    with layla.vault.transaction() as writer:
        key_log.say(layla, writer, events.CERTIFICATE, content)
    office.carry("Layla Sample", "Huda Desk")
    for session in (layla, desk):
        prints = [one.facts.fingerprint for one in office_certificate.known(session)]
        assert digest(forged) not in prints
    assert [one.facts for one in office_certificate.known(desk)] == [made.facts]
    # nor can she end the office's
    ended = {"certificate": made.facts.fingerprint, **vouched}
    with layla.vault.transaction() as writer:
        key_log.say(layla, writer, events.CERTIFICATE_ENDED, ended)
    office.carry("Layla Sample", "Huda Desk")
    assert office_certificate.require_current(desk) == made


def test_a_desk_that_was_withdrawn_signs_no_more(desk):
    seed = setting(desk.session.reading(), registrar.KEY)
    keep_setting(desk.session.vault, registrar.KEY, bytes(32))  # a key that the root never named
    assert office_certificate.require_current(desk.session) is None
    keep_setting(desk.session.vault, registrar.KEY, seed or b"")
    assert office_certificate.require_current(desk.session) is not None


def test_a_certificate_past_its_time_or_a_clock_in_doubt_writes_nothing(desk, tmp_path):
    before, file = desk.events_of_case(), tmp_path / "dossier.pdf"
    desk.person.clock.at = datetime(2025, 1, 1, tzinfo=UTC)  # before this version was made
    with pytest.raises(office_certificate.SigningRefused) as refused:
        desk.saves(file)
    assert refused.value.reason == office_certificate.CLOCK
    with pytest.raises(office_certificate.SigningRefused):
        office_certificate.make(desk.session)
    key, made_at = sealing.new_key(), datetime(2022, 11, 24, tzinfo=UTC)
    desk.person.clock.at = datetime(2026, 11, 24, 7, 42, tzinfo=UTC)
    desk.session.newest = None
    over = sealing.self_made(key, ["لجنة العينة"], made_at)
    entry = office_certificate.OfficeCertificate(key, made_at, (over,), (("أ",), ("a",)))
    with desk.session.vault.transaction() as writer:
        office_certificate._keep(writer, [entry])
    assert office_certificate.renewal_due(desk.session)
    with pytest.raises(office_certificate.SigningRefused) as refused:
        desk.saves(file)
    assert refused.value.reason == office_certificate.OVER
    assert not file.exists()
    assert desk.events_of_case() == before
    assert desk.saves(file, unsigned=True).signed == ""


def test_a_certificate_that_was_ended_signs_nothing_and_is_told_as_ended(desk, reader, tmp_path, signed):
    made = office_certificate.make(desk.session)  # another than that of the shared paper
    file = tmp_path / "dossier.pdf"
    desk.saves(file)
    office_certificate.end(desk.session, made.facts.fingerprint.hex())
    known = office_certificate.known(desk.session)
    (signature,) = looked(reader, file, known)
    assert (signature.verdict, signature.standing) == ("unchanged", "ended")
    # a copy of the records from before has the key still
    with desk.session.vault.transaction() as writer:
        office_certificate._keep(writer, [made])
    with pytest.raises(office_certificate.SigningRefused) as refused:
        desk.saves(tmp_path / "other.pdf")
    assert refused.value.reason == office_certificate.ENDED
    with pytest.raises(office_certificate.NoCertificate):
        office_certificate.end(desk.session, made.facts.fingerprint.hex())
    # what was signed with the certificate before still is the office's
    assert [one.standing for one in looked(reader, signed, known)] == ["office"]


def test_the_pages_of_the_formats_name_the_same_certificate(desk):
    log = key_log.id_of(desk.session.vault)
    content = next(event.content for event in events_of(desk.session, log) if event.what == events.CERTIFICATE)
    registrars = {each.public for each in desk.session.vault.directory.organisation.registrars.values()}
    read = by_the_page.office_certificate(dict(content), registrars)
    assert digest(read) in {one.facts.fingerprint for one in office_certificate.known(desk.session)}
    with pytest.raises(Refused):
        by_the_page.office_certificate({**content, "signature": bytes(64)}, registrars)
    with pytest.raises(Refused):
        by_the_page.office_certificate(dict(content), set())


# -- an authority's certificate --------------------------------------------------------------


def _signed_by(issuer_key, issuer_name, request_pem: bytes, at: datetime, **usage: bool) -> x509.Certificate:
    asked = x509.load_pem_x509_csr(request_pem)
    assert asked.is_signature_valid
    flags = {
        "digital_signature": True, "content_commitment": True, "key_cert_sign": False, "crl_sign": False,
        "key_encipherment": False, "data_encipherment": False, "key_agreement": False,
        "encipher_only": False, "decipher_only": False, **usage,
    }  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(asked.subject)
        .issuer_name(issuer_name)
        .public_key(asked.public_key())
        .serial_number(9)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365))
        .add_extension(x509.KeyUsage(**flags), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def test_a_ministrys_certificate_is_taken_in_where_it_answers_the_request_and_is_for_papers(desk, reader, tmp_path):
    session, at = desk.session, desk.person.clock.at
    with pytest.raises(office_certificate.NoCertificate):
        office_certificate.take_in(session, tmp_path / "request.pem")
    office_certificate.ask(session, tmp_path / "request.pem")
    in_use = office_certificate.current(session)
    assert in_use is not None  # until the answer comes nothing changes
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "وزارة العينة")])
    root = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(8)
        .not_valid_before(at - timedelta(days=9))
        .not_valid_after(at + timedelta(days=999))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    request, answer = (tmp_path / "request.pem").read_bytes(), tmp_path / "answer.pem"
    pem = serialization.Encoding.PEM
    good = _signed_by(key, name, request, at)
    other_key = sealing.request(sealing.new_key(), ["لجنة العينة"])
    for content, problem in (
        (b"nothing of that kind", sealing.UNREADABLE),
        (b"x" * (sealing.LARGEST + 1), sealing.UNREADABLE),
        (root.public_bytes(pem), sealing.OTHER_KEY),
        (_signed_by(key, name, other_key, at).public_bytes(pem), sealing.OTHER_KEY),
        (good.public_bytes(pem), sealing.BROKEN_CHAIN),
        (_signed_by(key, name, request, at - timedelta(days=500)).public_bytes(pem) + root.public_bytes(pem), sealing.OVER),
        (_signed_by(key, name, request, at, digital_signature=False, content_commitment=False,
                    key_encipherment=True).public_bytes(pem) + root.public_bytes(pem), sealing.NOT_FOR_PAPERS),
    ):  # fmt: skip
        answer.write_bytes(content)
        with pytest.raises(office_certificate.CertificateUnusable) as refused:
            office_certificate.take_in(session, answer)
        assert refused.value.problem == problem
        assert office_certificate.current(session) == in_use
    answer.write_bytes(root.public_bytes(pem) + good.public_bytes(pem))
    taken = office_certificate.take_in(session, answer)
    assert len(taken.chain) == 2
    file = tmp_path / "dossier.pdf"
    desk.saves(file)
    (signature,) = looked(reader, file, office_certificate.known(session))
    assert signature.standing == "office"
    assert signature.certificate.issuer == "وزارة العينة"
    assert not signature.certificate.self_signed
    assert any("وزارة العينة" in line for line in paper_check.in_words(signature, Words("ar")))


# -- time stamps -----------------------------------------------------------------------------


@pytest.fixture
def policy(tmp_path, monkeypatch) -> Path:
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(settings, "policy_file", lambda: file)
    return file


@OPENSSL
def test_a_time_stamp_of_the_policys_authority_goes_in_and_is_told(desk, reader, tmp_path, policy):
    with authority(tmp_path) as (url, asked):
        policy.write_text(f'time_stamps = "{url}"\n')
        written = desk.saves(tmp_path / "dossier.pdf")
    assert written.signed == "B-T"
    (signature,) = looked(reader, tmp_path / "dossier.pdf")
    assert signature.verdict == "unchanged"
    assert signature.stamped_by == NAME
    text = " ".join(paper_check.in_words(signature, Words("en")))
    assert "Seen on" in text
    (request,) = asked  # a hash went out, and nothing of the paper
    assert len(request) < 100


@pytest.fixture(scope="module")
def stamped(signed: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A paper as it was, signed and stamped."""
    paper = signed.read_bytes()
    paper = paper[: paper.index(b"%%EOF") + 6]
    key, at = sealing.new_key(), datetime(2026, 11, 24, tzinfo=UTC)
    request = sign_client.SigningRequest(certificates=[sealing.self_made(key, ["لجنة العينة"], at)], at=at, reason="x")
    steps = sign_client.SigningChild().sign(paper, request, lambda message: sealing.sign(key, message), stamp=True)
    with authority(tmp_path_factory.mktemp("stamps")) as (url, _):
        return _in_one_go(steps, lambda request: client.time_stamp(url, request)).content


@OPENSSL
def test_a_stamped_paper_stays_what_it_was(stamped):
    with pikepdf.open(io.BytesIO(stamped)) as pdf:
        assert pdf.pdf_version == "1.7"
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert pdf.open_metadata()["pdfaid:conformance"] == "A"
    assert structure_reader.read(stamped).untagged == []
    unknown = archive_check.faults(stamped)
    assert all(fault.startswith("[unsupported] pikepdf:schema-Catalog") for fault in unknown)


@OPENSSL
@pytest.mark.skipif(not shutil.which("pdfsig"), reason="needs poppler-utils")
def test_a_program_of_others_calls_the_stamped_paper_valid(stamped, tmp_path):
    (tmp_path / "dossier.pdf").write_bytes(stamped)
    run = subprocess.run(["pdfsig", "-nocert", tmp_path / "dossier.pdf"], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in run.stdout
    assert "Total document signed" in run.stdout


def test_a_paper_with_an_archives_stamp_is_unchanged_unless_something_else_was_added(reader):
    """An archive's stamp over a page that somebody changed doesn't make it the paper that was signed."""
    archived = (VECTORS / "archived.pdf").read_bytes()
    (signature,) = looked(reader, archived)
    assert (signature.verdict, signature.stamped_by) == ("unchanged", NAME)
    assert [one.verdict for one in looked(reader, archived + b"\n% more")] == ["added to"]
    first = [at.end() for at in re.finditer(b"%%EOF\n?", archived)][-2]
    assert [one.verdict for one in looked(reader, archived[:first])] == ["unchanged"]
    damaged = bytearray(archived)
    damaged[first + 40] ^= 1
    assert [one.verdict for one in looked(reader, bytes(damaged))] != ["unchanged"]
    changed = (VECTORS / "archived_after_a_change.pdf").read_bytes()
    assert [one.verdict for one in looked(reader, changed)] == ["added to"]


def test_while_an_authority_is_asked_the_thread_of_the_records_is_free(desk, tmp_path, policy):
    """What is signed is left off there; meanwhile others write, and sign."""
    policy.write_text('time_stamps = "http://127.0.0.1:9/"\n')
    request = dossier.DossierRequest(TO, "en")
    saving = dossier.saving(desk.session, desk.case, request, tmp_path / "first.pdf", None, withheld=dossier.chosen(TO))
    errand = next(saving)
    assert errand.authority == "http://127.0.0.1:9"
    assert not (tmp_path / "first.pdf").exists()
    assert desk.saves(tmp_path / "second.pdf").signed == "B-B"
    with pytest.raises(StopIteration) as stop:
        saving.send(b"")
    assert stop.value.value.signed == "B-B"
    assert (tmp_path / "first.pdf").exists()


@OPENSSL
def test_without_an_authority_that_answers_in_truth_the_paper_is_signed_without_a_stamp(desk, reader, tmp_path, policy):
    policy.write_text('time_stamps = "http://127.0.0.1:9/"\n')
    assert desk.saves(tmp_path / "second.pdf").signed == "B-B"  # nobody is there
    with authority(tmp_path, alters=True) as (url, asked):  # the stamp of another paper
        policy.write_text(f'time_stamps = "{url}"\n')
        assert desk.saves(tmp_path / "third.pdf").signed == "B-B"
    assert asked
    (signature,) = looked(reader, tmp_path / "third.pdf")
    assert (signature.verdict, signature.stamped_at) == ("unchanged", None)


# -- the child -------------------------------------------------------------------------------


class TakenOver:
    """The signer's child after somebody took it over: it says what it was told to say."""

    def __init__(self, *says: tuple[dict[str, object], bytes]) -> None:
        self._says = iter(says)
        self.heard: list[bytes] = []

    def ask(self, _request: dict[str, object], content: bytes = b"") -> tuple[dict[str, object], bytes]:
        self.heard.append(content)
        return next(self._says)

    def close(self) -> None:
        pass


@dataclass
class Prepared:
    """A paper, what a child adds to it, and the certificate's key."""

    paper: bytes
    added: bytes
    request: sign_client.SigningRequest
    key: bytes

    def signed_by(self, child: TakenOver) -> tuple[list[bytes], sign_client.SignedPaper | None]:
        """What was signed of it, and the paper where there is one."""
        signed: list[bytes] = []

        def sign(message: bytes) -> bytes:
            signed.append(message)
            return sealing.sign(self.key, message)

        signer = sign_client.SigningChild()
        signer._child = child  # type: ignore[assignment]
        try:
            return signed, _in_one_go(signer.sign(self.paper, self.request, sign))
        except sign_client.PaperNotSigned:
            return signed, None


@pytest.fixture(scope="module")
def prepared(signed: Path) -> Prepared:
    pdf = signed.read_bytes()
    paper = pdf[: pdf.index(b"%%EOF") + 6]
    start, end = _gap(pdf)
    empty = pdf[: start + 1] + b"0" * (end - start - 2) + pdf[end - 1 :]
    key, at = sealing.new_key(), datetime(2026, 11, 24, tzinfo=UTC)
    certificates = [sealing.self_made(key, ["Sample Committee"], at)]
    request = sign_client.SigningRequest(certificates=certificates, at=at, reason="x")
    return Prepared(paper, empty[len(paper) :], request, key)


def _gap(pdf: bytes) -> tuple[int, int]:
    numbers = pdf[pdf.rindex(b"/ByteRange") :].split(b"[")[1].split(b"]")[0].split()
    return int(numbers[1]), int(numbers[2])


def test_a_child_that_was_taken_over_gets_one_signature_of_a_paper_and_never_a_second(prepared):
    wants = ({"wants": "signature"}, prepared.added)
    child = TakenOver(wants, wants, wants)
    signed, paper = prepared.signed_by(child)
    assert (len(signed), paper) == (1, None)
    assert len(child.heard) == 2  # the paper, and the one signature
    start, end = _gap(prepared.paper + prepared.added)
    whole = prepared.paper + prepared.added
    hashed = sha256(whole[:start] + whole[end:]).digest()
    assert signed == [sealing.signed_attributes(prepared.request.certificates[0], hashed)]


def test_a_child_gets_nothing_signed_but_the_paper_and_an_empty_place(prepared):
    start, end = _gap(prepared.paper + prepared.added)
    added = prepared.added
    numbers = b"[0 %d %d %d" % (start, end, len(prepared.paper) + len(added) - end)
    assert added.count(numbers) == 1
    padding = b" " * (2 << 20)
    larger = b"[0 %d %d %d" % (start, end, len(prepared.paper) + len(added) + len(padding) - end)
    other_hash = b"\x31\x00" + sha256(b"another paper").digest()
    for content in (
        other_hash,  # what it would like to have signed
        b"",
        added.replace(numbers, numbers.replace(b"[0", b"[9"), 1),  # not from the beginning
        added.replace(b"[0 %d" % start, b"[0 %d" % (start - 1), 1),  # a byte more left out
        added.replace(b"[0 %d" % start, b"[0 1", 1),  # most of the paper left out
        added + b" ",  # something that it does not cover
        added + b"/ByteRange [0 1 2 3]",
        added.replace(numbers + b"]" + b" " * (len(larger) - len(numbers)), larger + b"]", 1) + padding,
        added.replace(b"<00", b"<41", 1),  # not empty
    ):
        signed, paper = prepared.signed_by(TakenOver(({"wants": "signature"}, content)))
        assert (signed, paper) == ([], None)
    signed, paper = prepared.signed_by(TakenOver(({"level": "B-B"}, added)))  # signed by nobody
    assert (signed, paper) == ([], None)


def test_no_place_inside_the_paper_is_left_out_of_what_is_signed():
    paper, added = b"%PDF-1.7 <0000> and more", b"/ByteRange [0 9 15 %02d]"
    added %= len(paper) + len(added) - 2 - 15
    with pytest.raises(sign_client.PaperNotSigned):
        sign_client.place_of_signature(paper, paper + added)
    beginning = paper[:9]  # what else is wrong with it? nothing
    assert sign_client.place_of_signature(beginning, paper + added) == (9, 15)


def test_what_a_child_makes_of_the_signature_is_written_only_where_it_holds_what_was_signed(prepared):
    for content in (b"", b"no signature", prepared.added, b"\xa0" * 20_000):
        child = TakenOver(({"wants": "signature"}, prepared.added), ({"level": "B-B"}, content))
        signed, paper = prepared.signed_by(child)
        assert (len(signed), paper) == (1, None)


def test_without_a_time_stamp_wanted_a_child_gets_none(prepared):
    stamp = ({"wants": "stamp"}, b"what it would like to send out")
    child = TakenOver(({"wants": "signature"}, prepared.added), stamp, ({"level": "B-T"}, b""))
    assert prepared.signed_by(child)[1] is None
    assert len(child.heard) == 2


def test_a_child_that_fails_leaves_no_paper(desk, tmp_path, monkeypatch):
    child = TakenOver(({"wants": "something else"}, b""))
    signer = sign_client.SigningChild()
    monkeypatch.setattr(signer, "_child", child)
    monkeypatch.setattr(desk.session, "signing", signer)
    with pytest.raises(sign_client.PaperNotSigned):
        desk.saves(tmp_path / "dossier.pdf")
    assert not (tmp_path / "dossier.pdf").exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04 no PDF", b"%PDF-1.7\n%%EOF" * 9])
def test_a_file_that_is_no_pdf_is_named_so(reader, content):
    with pytest.raises(PaperUnreadable):
        looked(reader, content)


def test_the_child_loads_nothing_that_reaches_a_network():
    script = (
        "import sys; from app.signing import sign_worker\n"
        "assert 'pyhanko' in sys.modules\n"
        "assert not {'aiohttp.client', 'requests', 'oscrypto', 'httpx2', 'multidict'} & set(sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert not run.returncode, run.stderr


def test_no_process_with_keys_loads_what_signs_and_reads_pdfs():
    script = (
        "import sys; import app.casework.export.dossier, app.casework.export.paper_check\n"
        "assert not {'pyhanko', 'asn1crypto', 'aiohttp'} & set(sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert not run.returncode, run.stderr


# -- what a reading comes to, without a child -----------------------------------------------------

MADE = datetime(2026, 12, 1, tzinfo=UTC)
OVER = MADE + timedelta(days=4 * 365)


@pytest.fixture(scope="module")
def der() -> bytes:
    return sealing.self_made(sealing.new_key(), ["Sample Committee"], MADE)


def judged(
    der: bytes,
    *,
    intact: bool = True,
    covers: sign_client.Covers = "file",
    at: datetime = MADE,
    stamp: sign_client.StampReading | None = None,
) -> SignatureCheck:
    signature = sign_client.SignatureReading(intact=intact, covers=covers, certificate=der, at=at, stamp=stamp)
    [check] = paper_check.judged(sign_client.PaperReading("", (signature,)))
    return check


def test_only_what_covers_the_whole_file_and_holds_is_unchanged(der: bytes):
    for intact, covers, verdict in (
        (True, "file", "unchanged"),
        (True, "beginning", "added to"),
        (True, "unclear", "unclear"),
        (False, "file", "changed"),
        (False, "beginning", "changed"),
        (False, "unclear", "changed"),
    ):
        assert judged(der, intact=intact, covers=covers).verdict == verdict
    assert judged(b"no certificate", intact=True).verdict == "unclear"


def test_an_authority_that_saw_it_counts_before_what_the_signer_claims(der: bytes):
    assert judged(der).in_time
    assert not judged(der, at=OVER).in_time
    late = judged(der, stamp=sign_client.StampReading(True, OVER, der))
    assert (late.in_time, late.stamped_at) == (False, OVER)
    broken = sign_client.StampReading(False, MADE, der)  # says nothing at all
    claimed = judged(der, at=OVER, stamp=broken)
    assert (claimed.in_time, claimed.stamped_at) == (False, None)
