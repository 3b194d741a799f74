"""Form packs and questionnaires by the command line: who signed, what is said, killed, compared."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from app.casework.interviews import interview
from app.casework.organisation import administration
from app.casework.questionnaires import answer_player, forms, packs
from app.language import Words, strip_marks
from app.seal.keys import DeviceKeys
from app.vault import media
from tests.bundle.small import Prosecutor
from tests.casework.conftest import office as _office  # noqa: F401  (a fixture)
from tests.casework.test_form_files import PICTURE, SOUND
from tests.casework.test_packs import FORM
from tests.casework.test_posting import Office
from tests.conftest import Terminal
from tests.people import PHRASE, Person

DESK, LAYLA, OMAR = "Huda Desk", "Layla Sample", "Omar Sample"


@pytest.fixture(name="office")
def office_(_office: Office) -> Office:  # noqa: F811
    return _office


@pytest.fixture
def form(tmp_path: Path) -> Path:
    file = tmp_path / "packed.md"
    file.write_text(FORM, "utf-8")
    (tmp_path / "packed-media").mkdir()
    (tmp_path / "packed-media" / "site.png").write_bytes(PICTURE)
    (tmp_path / "packed-media" / "who.ogg").write_bytes(SOUND)
    return file


def at(office: Office, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's computer, the records locked."""
    if name in office.sessions:
        office.leaves(name)
    monkeypatch.setenv("SANAD_HOME", str(office.people[name].home))


def in_arabic(error: packs.PackUnsigned | packs.PackWithdrawn) -> str:
    return strip_marks(Words("ar").say(error))


def installed(office: Office, name: str) -> bool:
    session = office.sessions.get(name) or office.comes(name)
    is_installed = "packed" in {row.id for row in forms.forms(session)}
    assert is_installed == bool(media.forms(session.vault.database))
    return is_installed


def test_a_pack_of_a_colleague_installs_and_says_whose_it_is(
    office: Office, form: Path, tmp_path: Path, sanad: Terminal, monkeypatch: pytest.MonkeyPatch
):
    office.joins(LAYLA)
    office.joins(OMAR)
    at(office, OMAR, monkeypatch)
    status, pack, _ = sanad("form", "pack", form, "-o", tmp_path / "of-omar.sanadform", "--json")
    assert (status, pack["media"], pack["missing"]) == (0, ["site.png", "who.ogg"], [])
    at(office, LAYLA, monkeypatch)
    status, document, _ = sanad("form", "install", tmp_path / "of-omar.sanadform", "--json")
    assert status == 0
    assert (document["signed"], document["by"], document["id"]) == ("known", OMAR, "packed")
    assert (document["sha256"], document["media"]) == (pack["sha256"], ["site.png", "who.ogg"])
    status, document, _ = sanad("form", "install", tmp_path / "of-omar.sanadform", "--json")
    assert (status, document["signed"]) == (0, "known")  # once more changes nothing
    assert installed(office, LAYLA)


def test_a_pack_of_a_withdrawn_computer_is_refused_even_with_its_sha(
    office: Office, form: Path, tmp_path: Path, sanad: Terminal, monkeypatch: pytest.MonkeyPatch
):
    office.joins(LAYLA)
    omar = office.joins(OMAR)
    pack = tmp_path / "of-omar.sanadform"
    digest = packs.make(form, pack, keys=omar.vault.device).digest
    administration.revoke(office.sessions[DESK], omar.vault.stream.hex())
    office.news(LAYLA)
    at(office, LAYLA, monkeypatch)
    for words in ((), ("--trust", digest)):
        status, document, err = sanad("form", "install", pack, *words, "--json")
        assert (status, document["error"]["kind"]) == (1, "pack_withdrawn")
        assert document["error"]["says"] == err.strip()
        assert err.strip() == (
            "The computer that signed this form pack has lost its access. Nothing was "
            "installed. Ask user management for another form pack."
        )
    assert in_arabic(packs.PackWithdrawn()) == (
        "أُلغيت صلاحية الجهاز الذي وقّع حزمة الاستمارات هذه. لم يُثبَّت شيء. اطلب حزمة أخرى من إدارة المستخدمين."
    )
    assert not installed(office, LAYLA)


@pytest.mark.parametrize("keys", [None, DeviceKeys.fresh()], ids=["unsigned", "unknown"])
def test_a_pack_that_nobody_certified_signed_waits_for_its_sha(
    office: Office,
    form: Path,
    tmp_path: Path,
    sanad: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    keys: DeviceKeys | None,
):
    office.joins(LAYLA)
    pack = tmp_path / "other.sanadform"
    digest = packs.make(form, pack, keys=keys).digest
    at(office, LAYLA, monkeypatch)
    status, document, err = sanad("form", "install", pack, "--json")
    assert (status, document["error"]["kind"]) == (1, "pack_unsigned")
    assert err.strip() == (
        "Nobody in this organisation signed this form pack. Nothing was installed. Compare its "
        "digital fingerprint (SHA-256) by telephone with whoever made it, then install it with this fingerprint: "
        f"{digest}"
    )
    assert in_arabic(packs.PackUnsigned(digest)).startswith(
        "لم يوقّع أحد من هذه المؤسسة حزمة الاستمارات هذه. لم يُثبَّت شيء. قارن البصمة الرقمية (SHA-256) "
    )
    status, document, err = sanad("form", "install", pack, "--trust", "0" * 64, "--json")
    assert (status, document["error"]["kind"]) == (1, "pack_other")
    assert digest in err
    assert not installed(office, LAYLA)
    at(office, LAYLA, monkeypatch)
    by_telephone = " ".join(digest[n : n + 4] for n in range(0, 64, 4)).upper()
    status, document, _ = sanad("form", "install", pack, "--trust", by_telephone, "--json")
    assert (status, document["signed"]) == (0, "unknown" if keys else "unsigned")
    assert document["by"] == ""
    assert installed(office, LAYLA)


def test_other_pictures_under_the_same_questionnaire_are_refused(
    office: Office, form: Path, tmp_path: Path, sanad: Terminal, monkeypatch: pytest.MonkeyPatch
):
    layla = office.joins(LAYLA)
    first, second = tmp_path / "1.sanadform", tmp_path / "2.sanadform"
    packs.make(form, first, keys=layla.vault.device)
    (tmp_path / "packed-media" / "site.png").write_bytes(b"another")
    packs.make(form, second, keys=layla.vault.device)
    at(office, LAYLA, monkeypatch)
    assert sanad("form", "install", first, "--json")[0] == 0
    status, document, err = sanad("form", "install", second, "--json")
    assert (status, document["error"]["kind"]) == (1, "same_form_other_media")
    assert err.strip() == (
        "This questionnaire is already here, with other pictures or sounds. Nothing was "
        "installed. Ask its author to raise its version."
    )
    assert in_arabic(packs.SameFormOtherMedia()) == (
        "هذه الاستمارة موجودة هنا بصور أو تسجيلات أخرى. لم يُثبَّت شيء. اطلب ممن أعدّها رفع رقم إصدارها."
    )
    session = office.comes(LAYLA)
    (form_hash,) = media.forms(session.vault.database)
    assert media.one(session.vault.database, form_hash, "site.png") == PICTURE


@pytest.mark.parametrize(
    "parts", [6, *(pytest.param(n, marks=[pytest.mark.long, pytest.mark.campaign]) for n in (17, 29, 41))]
)
def test_killed_while_it_installs_leaves_all_or_nothing(layla: Person, form: Path, tmp_path: Path, parts: int):
    session = layla.sets_up()
    (tmp_path / "packed-media" / "site.png").write_bytes(os.urandom(6_000_000))
    pack = tmp_path / "large.sanadform"
    packs.make(form, pack, keys=session.vault.device)
    forms.forms(session)
    session.close()
    (tmp_path / "phrase").write_text(PHRASE + "\n", "utf-8")
    words = [sys.executable, "-m", "app", "form", "install", str(pack), "--json"]
    fresh = tmp_path / "fresh"
    shutil.copytree(layla.home, fresh)
    took, outcomes = _install(words, fresh, tmp_path, 60), set()
    for n in range(parts):
        home = tmp_path / f"home{n}"
        shutil.copytree(layla.home, home)
        with suppress(subprocess.TimeoutExpired):
            _install(words, home, tmp_path, took * (0.4 + 0.6 * n / parts))
        reopened = Person(layla.name, home, clock=layla.clock, vault_id=layla.vault_id).unlocks()
        is_installed = "packed" in {row.id for row in forms.forms(reopened)}
        media_sizes = [media.sizes(reopened.vault.database, form) for form in media.forms(reopened.vault.database)]
        assert media_sizes == ([{"site.png": 6_000_000, "who.ogg": len(SOUND)}] if is_installed else [])
        outcomes.add(is_installed)
        reopened.close()
        _install(words, home, tmp_path, 60)  # the same word again finishes it
        reopened = Person(layla.name, home, clock=layla.clock, vault_id=layla.vault_id).unlocks()
        assert len(media.forms(reopened.vault.database)) == 1
        reopened.close()
    assert False in outcomes  # some were killed before the end


def _install(words: list[str], home: Path, folder: Path, limit_s: float) -> float:
    """Seconds; killed with SIGKILL when its time is over."""
    from time import monotonic

    began = monotonic()
    completed = subprocess.run(
        words,
        timeout=limit_s,
        check=False,
        capture_output=True,
        env={**os.environ, "SANAD_HOME": str(home), "SANAD_PASSPHRASE_FILE": str(folder / "phrase")},
    )
    assert completed.returncode == 0, completed.stderr.decode()
    return monotonic() - began


# -- bundles ---------------------------------------------------------------------------------


def test_a_bundle_opened_by_the_command_line_holds_the_questionnaire_with_its_pictures(
    office: Office, form: Path, tmp_path: Path, sanad: Terminal, monkeypatch: pytest.MonkeyPatch
):
    layla, prosecutor = office.joins(LAYLA), Prosecutor()
    pack = tmp_path / "packed.sanadform"
    packs.make(form, pack, keys=layla.vault.device)
    live = interview.start(layla, packs.install(layla, pack).hash)
    interview.keep(layla, live.draft_id, answer_player.give(live.interview, "/data/who", "Maya Sample"))
    case = interview.finish(layla, live.draft_id).case_id
    at(office, LAYLA, monkeypatch)
    (tmp_path / "key.txt").write_bytes(prosecutor.file)
    file, folder = tmp_path / "CASE.sanad.age", tmp_path / "opened"
    status, bundle, _ = sanad(
        "bundle", "make", case, "--to", prosecutor.public, "-o", file, "--language", "en", "--json"
    )
    assert status == 0
    assert "files" not in bundle["contains"]
    status, document, _ = sanad("bundle", "open", file, "--identity", tmp_path / "key.txt", "--extract", folder)
    assert (status, document["ok"]) == (0, True)
    answers = json.loads((folder / "answers.json").read_text("utf-8"))
    (talk,) = answers["interviews"]
    assert talk["form"]["pack"] == "forms/01.sanadform"
    with zipfile.ZipFile(folder / talk["form"]["pack"]) as archive:
        assert archive.read("media/site.png") == PICTURE
        assert archive.read("media/who.ogg") == SOUND
    at(office, DESK, monkeypatch)
    status, document, _ = sanad("form", "install", folder / talk["form"]["pack"], "--json")
    assert (status, document["signed"], document["by"]) == (0, "known", LAYLA)
    assert document["form"] == talk["form"]["sha256"]
    at(office, LAYLA, monkeypatch)
    status, bundle, _ = sanad(
        "bundle", "make", case, "--to", prosecutor.public, "-o", tmp_path / "2.age", "--no-files",
        "--language", "en", "--json",
    )  # fmt: skip
    status, document, _ = sanad("bundle", "open", tmp_path / "2.age", "--identity", tmp_path / "key.txt")
    assert not any(file["name"].startswith("forms/") for file in document["files"])


# -- versions --------------------------------------------------------------------------------


def test_a_form_is_compared_with_the_last_version_in_the_officer_s_records(
    layla: Person, form: Path, tmp_path: Path, sanad: Terminal
):
    session = layla.sets_up()
    forms.add(session, form)
    session.close()
    changed = tmp_path / "changed.md"
    changed.write_text(FORM.replace("| who  ", "| what "), "utf-8")
    status, document, _ = sanad("form", "check", changed, "--json")
    assert document["forms"][0]["against"] is None
    assert not any("last version" in problem["says"] for problem in document["forms"][0]["problems"])
    status, document, _ = sanad("form", "check", changed, form, "--records", "--json")
    first, unchanged = document["forms"]
    says = [problem["says"] for problem in first["problems"]]
    assert (status, first["against"], unchanged["against"]) == (0, "3", "3")
    assert any("“who” of the last version was removed" in say for say in says)
    assert any("its version “3” was not raised" in say for say in says)
    assert not any("last version" in problem["says"] for problem in unchanged["problems"])
    shipped = tmp_path / "other.md"
    shipped.write_text(FORM.replace("packed  |", "unheard |"), "utf-8")
    _, document, _ = sanad("form", "check", shipped, "--records", "--json")
    assert document["forms"][0]["against"] is None


def test_one_compares_with_a_file_or_with_the_records(sanad: Terminal, form: Path):
    status, _, err = sanad("form", "check", form, "--against", form, "--records")
    assert status == 2
    assert "--records" in err
