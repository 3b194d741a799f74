"""Form packs: signed, whole or not at all, and hostile ones refused with a sentence."""

import io
import json
import shutil
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest

from app.bundle import pack
from app.casework.questionnaires import form_media, forms, packs

VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "packs" / "1.sanadform"
FORM = """
| survey   |            |         |                     |                            |                            |
|          | type       | name    | label::English (en) | media::image::English (en) | media::audio::English (en) |
|          | text       | who     | Who                 | site.png                   | who.ogg                    |
| settings |            |         |                     |                            |                            |
|          | form_title | form_id | version             | default_language           |                            |
|          | Packed     | packed  | 3                   | English (en)               |                            |
"""


@pytest.fixture
def form(tmp_path):
    file = tmp_path / "packed.md"
    file.write_text(FORM, "utf-8")
    (tmp_path / "packed-media").mkdir()
    (tmp_path / "packed-media" / "site.png").write_bytes(b"\x89PNG a site")
    return file


@pytest.fixture
def made(at_work, form, tmp_path):
    out = tmp_path / "packed.sanadform"
    packs.make(form, out, keys=at_work.vault.device)
    return out


def test_a_pack_is_made_and_installed_with_all_it_shows(at_work, form, tmp_path):
    out = tmp_path / "packed.sanadform"
    told = packs.make(form, out, keys=at_work.vault.device)
    assert (told.media, told.missing) == (("site.png",), ("who.ogg",))
    row = packs.install(at_work, out)
    assert (row.id, row.version) == ("packed", "3")
    assert form_media.one(at_work, row.hash, "jr://images/site.png") == b"\x89PNG a site"
    assert form_media.one(at_work, row.hash, "jr://audio/who.ogg") is None
    assert row.hash in {form.hash for form in forms.forms(at_work)}
    again = tmp_path / "again.sanadform"
    packs.make_of(at_work, row.hash, again)
    assert again.read_bytes() == out.read_bytes()


def test_any_tool_opens_it_and_openssh_verifies_it(made, tmp_path):
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "manifest.json.sig", "form.xml", "media/site.png"]
        archive.extractall(tmp_path / "out")
    if shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH isn't here")
    checked = subprocess.run(
        ["ssh-keygen", "-Y", "check-novalidate", "-n", pack.NAMESPACE, "-s",
         str(tmp_path / "out" / "manifest.json.sig")],
        input=(tmp_path / "out" / "manifest.json").read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


def test_an_unsigned_pack_waits_for_its_digest(at_work, form, tmp_path):
    out = tmp_path / "plain.sanadform"
    told = packs.make(form, out)
    assert packs.look(at_work, out).signer == "unsigned"
    with pytest.raises(packs.PackUnsigned) as refused:
        packs.install(at_work, out)
    assert refused.value.digest == told.digest
    with pytest.raises(packs.PackOther):
        packs.install(at_work, out, "0" * 64)
    assert "packed" not in {form.id for form in forms.forms(at_work)}
    assert packs.install(at_work, out, told.digest.upper()).id == "packed"


def test_a_stranger_s_signature_is_nobody_s(at_work, form, tmp_path):
    from app.seal.keys import DeviceKeys

    out = tmp_path / "other.sanadform"
    packs.make(form, out, keys=DeviceKeys.fresh())
    looked = packs.look(at_work, out)
    assert (looked.signer, looked.trusted) == ("unknown", False)
    with pytest.raises(packs.PackUnsigned):
        packs.install(at_work, out)


def test_the_same_form_with_other_pictures_is_refused(at_work, form, made, tmp_path):
    packs.install(at_work, made)
    (tmp_path / "packed-media" / "site.png").write_bytes(b"another")
    out = tmp_path / "two.sanadform"
    packs.make(form, out, keys=at_work.vault.device)
    with pytest.raises(packs.SameFormOtherMedia):
        packs.install(at_work, out)


def _entries(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {each: archive.read(each) for each in archive.namelist()}


def _other(raw, how=zipfile.ZIP_STORED, **changed):
    files = _entries(raw)
    files.update({name.replace("__", "/").replace("_dot_", "."): c for name, c in changed.items()})
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return held.getvalue()


def _signed_anew(raw, change):
    files = _entries(raw)
    document = json.loads(files["manifest.json"])
    change(document, files)
    files["manifest.json"] = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
    files.pop("manifest.json.sig", None)
    return pack._zip(files)


@pytest.mark.parametrize(
    ("hostile", "refused"),
    [
        (lambda raw: b"", packs.NoPack),
        (lambda raw: b"PK\x05\x06" + bytes(18), packs.NoPack),
        (lambda raw: raw[: len(raw) // 2], packs.NoPack),
        (lambda raw: raw + b"more", (packs.NoPack, packs.PackAltered)),
        (lambda raw: b"before" + raw, packs.PackAltered),
        (lambda raw: raw.replace(b"a site", b"a ship"), (packs.NoPack, packs.PackAltered)),
        (lambda raw: _other(raw, zipfile.ZIP_DEFLATED), packs.PackAltered),
        (_other, packs.PackAltered),
        (lambda raw: pack._zip({**_entries(raw), "media/more.png": b"x"}), packs.PackAltered),
        (lambda raw: pack._zip({**_entries(raw), "../../evil.sh": b"x"}), packs.PackAltered),
        (lambda raw: pack._zip({**_entries(raw), "form.xml": b"<other/>"}), packs.PackAltered),
        (lambda raw: pack._zip({**_entries(raw), "manifest.json.sig": b"no"}), packs.PackAltered),
        (lambda raw: pack._zip({"manifest.json": b"[" * 100_000, "form.xml": b""}), packs.NoPack),
        (lambda raw: _signed_anew(raw, lambda told, _f: told.update(version=2)), packs.NewerPack),
        (lambda raw: _signed_anew(raw, lambda told, _f: told.update(more=1)), packs.PackAltered),
    ],
)
def test_a_hostile_pack_is_refused_with_a_sentence(at_work, made, tmp_path, hostile, refused):
    file = tmp_path / "hostile.sanadform"
    file.write_bytes(hostile(made.read_bytes()))
    with pytest.raises(refused):
        packs.install(at_work, file)
    assert "packed" not in {form.id for form in forms.forms(at_work)}


@pytest.mark.parametrize(
    "name", ["../evil.png", "a/b.png", "con.png", ".hidden", "a\\b.png", "x" * 90, "end. ", "e\u0301.png"]
)
def test_a_name_that_leads_elsewhere_can_t_stand_in_a_pack(name):
    about = {"id": "a", "version": "", "title": "", "hash": "00"}
    with pytest.raises(packs.BadMediaName):
        pack.write(about, "<x/>", {name: b""}, None)
    with pytest.raises(packs.BadMediaName):
        pack.write(about, "<x/>", {"a.png": b"", "A.png": b""}, None)


def test_a_bomb_takes_no_memory(at_work, tmp_path):
    file = tmp_path / "bomb.sanadform"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(50_000_000))
    assert len(zlib.compress(bytes(50_000_000))) < 60_000
    with pytest.raises(packs.PackAltered):
        packs.look(at_work, file)
    with file.open("wb") as written:
        written.truncate(pack.LARGEST + 1)
    with pytest.raises(packs.PackTooLarge):
        packs.look(at_work, file)


def test_a_form_that_is_another_than_the_manifest_says_is_refused(at_work, made, tmp_path):
    raw = _signed_anew(made.read_bytes(), lambda told, _f: told["form"].update(version="9"))
    file = tmp_path / "other.sanadform"
    file.write_bytes(raw)
    with pytest.raises(packs.PackAltered):
        packs.look(at_work, file)


def test_the_frozen_pack_is_read_and_written_the_same():
    content = pack.read(VECTOR.read_bytes())
    assert (content.id, content.version, sorted(content.media)) == ("packed", "3", ["site.png", "موقع.png"])
    assert content.digest == "b9f704e03419db59ed535fa64e7bbde5a8379dfc27bee3d932618c1f575480fa"
    assert content.key.hex() == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
