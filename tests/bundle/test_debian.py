"""A prosecutor with Debian's tools and VERIFY.txt, and nothing of Sanad."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.bundle.keys import lock_for, lock_with
from app.settings import RESOURCES
from tests.bundle.small import PHRASE, RECORD, Prosecutor, sealed

TOOLS = ("age", "tar", "sha256sum", "ssh-keygen")
pytestmark = pytest.mark.skipif(not all(shutil.which(tool) for tool in TOOLS), reason=f"needs {', '.join(TOOLS)}")


def runs(folder: Path, command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
    )


def commands() -> list[str]:
    """The commands of VERIFY.txt, in their order: they stand by themselves, five letters in."""
    text = (RESOURCES / "bundle" / "VERIFY.txt").read_text("utf-8")
    return re.findall(r"^ {5}(\S.*)$", text, re.MULTILINE)


def test_both_languages_of_the_page_give_the_same_commands():
    arabic, english = commands()[:11], commands()[11:]
    assert arabic == english
    assert [line.split()[0] for line in english] == [
        "age", "age", "tar", "sha256sum", "ssh-keygen",
        "age.exe", "age.exe", "tar.exe", "Get-Content", "certutil", "cmd",
    ]  # fmt: skip


def test_the_commands_for_windows_ask_for_the_same_as_those_for_debian():
    debian, windows = commands()[:5], commands()[5:11]
    for ours, theirs in ((debian[0], windows[0]), (debian[1], windows[1])):
        assert set(theirs.replace(".exe", "").split()) - {"-o"} == set(ours.split()) - {">"}
    assert windows[2].replace(".exe", "") == debian[2]
    assert windows[5] == f'cmd /c "{debian[4]}"'


def test_age_on_windows_is_called_as_age_here_understands(prosecutor: Prosecutor, tmp_path: Path):
    sealed(prosecutor.lock, tmp_path)
    (tmp_path / "YOUR_KEY_FILE").write_bytes(prosecutor.file)
    completed = runs(tmp_path, commands()[5].replace(".exe", ""))
    assert (completed.returncode, completed.stderr) == (0, "")
    assert runs(tmp_path, commands()[7].replace(".exe", "")).returncode == 0
    assert (tmp_path / "case.pdf").read_bytes() == RECORD


def test_the_pages_steps_work_as_they_are_written(prosecutor: Prosecutor, tmp_path: Path):
    sealed(prosecutor.lock, tmp_path)
    (tmp_path / "YOUR_KEY_FILE").write_bytes(prosecutor.file)
    by_key, _, *rest = commands()[:5]
    for command in (by_key, *rest):
        run = runs(tmp_path, command)
        assert (run.returncode, run.stderr) == (0, ""), command
    assert 'Good "sanad-bundle-1" signature for author with ED25519 key SHA256:' in run.stdout
    assert (tmp_path / "case.pdf").read_bytes() == RECORD
    public = runs(tmp_path, "age-keygen -y YOUR_KEY_FILE").stdout.strip()
    assert public in (tmp_path / "manifest.json").read_text("utf-8")
    (tmp_path / "case.pdf").write_bytes(b"another")
    assert runs(tmp_path, rest[1]).returncode != 0
    (tmp_path / "SHA256SUMS").write_text("0" * 64 + "  case.pdf\n")
    assert runs(tmp_path, rest[2]).returncode != 0


def test_age_opens_what_was_sealed_to_an_ssh_key(tmp_path: Path):
    runs(tmp_path, "ssh-keygen -q -t ed25519 -N '' -f YOUR_KEY_FILE")
    sealed(lock_for([(tmp_path / "YOUR_KEY_FILE.pub").read_text()]), tmp_path)
    run = runs(tmp_path, commands()[0])
    assert (run.returncode, run.stderr) == (0, "")
    mark = runs(tmp_path, "ssh-keygen -lf YOUR_KEY_FILE.pub").stdout.split()[1]
    runs(tmp_path, "tar -xf bundle.tar")
    assert mark in (tmp_path / "manifest.json").read_text("utf-8")


@pytest.mark.skipif(not shutil.which("setsid"), reason="no setsid here")
@pytest.mark.parametrize("phrase", [PHRASE, "مضبوط شعار عقيق تقدير فرس أسواق تصميم"])
def test_age_asks_for_the_passphrase_and_opens(tmp_path: Path, phrase: str):
    import pty

    sealed(lock_with(phrase), tmp_path)
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(["setsid", "-c", "sh", "-c", commands()[1]], cwd=tmp_path, stdin=theirs, stderr=theirs)
    os.close(theirs)
    prompt = b""
    while b":" not in prompt:
        prompt += os.read(ours, 1000)
    os.write(ours, phrase.encode() + b"\n")
    assert asked.wait(60) == 0
    os.close(ours)
    assert runs(tmp_path, "tar -xf bundle.tar").returncode == 0
    assert (tmp_path / "case.pdf").read_bytes() == RECORD
