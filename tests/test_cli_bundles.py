"""Sealed files on the command line: from the file over its receipt to its records taken in; what is refused."""

import os
import shutil
import subprocess
from pathlib import Path

from app.casework.lifecycle import consents
from app.seal import sshsig
from tests.bundle.small import Prosecutor
from tests.casework.dossier_case import DETAILS, dossier_case, read_over
from tests.conftest import Terminal
from tests.people import Person

TOOLS = ("age", "tar", "sha256sum", "ssh-keygen")


def shell(folder: Path, command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["sh", "-ec", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
    )


def test_a_file_goes_out_is_opened_with_debians_tools_and_its_receipt_comes_back(
    sanad: Terminal, home: Path, tmp_path: Path
):
    session = Person("Layla Sample", home, language="en").sets_up()
    case = dossier_case(session, tmp_path)
    other = dossier_case(session, tmp_path, case.form)
    session.close()
    prosecutor, key = Prosecutor(), tmp_path / "YOUR_KEY_FILE"
    key.write_bytes(prosecutor.file)
    status, words, _ = sanad("recipients", "add", "Prosecutor", "--key", prosecutor.public, "--json")
    sanad("recipients", "add", "Prosecutor", "--key", prosecutor.public, "--to-agency", "prosecution",
          "--words", words["words"]["en"], "--json")  # fmt: skip
    file = tmp_path / "CASE.sanad.age"
    status, document, _ = sanad(
        "bundle", "make", case.id, "--also", other.id, "--to", "Prosecutor", "-o", file, "--dossier", "both",
        "--purpose", "Prosecution", "--json",
    )  # fmt: skip
    assert (status, len(document["cases"])) == (0, 2)

    if all(shutil.which(tool) for tool in TOOLS):
        opened = shell(
            tmp_path,
            "mkdir out; cd out; age -d -i ../YOUR_KEY_FILE ../CASE.sanad.age > bundle.tar; tar -xf bundle.tar; "
            "sha256sum --check --quiet SHA256SUMS; "
            "ssh-keygen -Y verify -f allowed_signers -I author -n sanad-bundle-1 -s SHA256SUMS.sig < SHA256SUMS; "
            "test -s case-02/dossier.pdf; test -s case-01/data/case.json; test -s case-01/events/events.json",
        )
        assert (opened.returncode, opened.stderr) == (0, "")

    signing, receipt = tmp_path / "receipts.key", tmp_path / "r.sanad-receipt"
    status, signed, _ = sanad("bundle", "acknowledge", file, "--by", "Clerk Sample", "--sign-with",
                              signing, "-o", receipt, "--identity", key, "--json")  # fmt: skip
    assert status == 0
    status, document, _ = sanad("bundle", "returned", receipt, "--json")
    assert (status, document["error"]["kind"]) == (1, "receipt_key_unknown")
    line = sshsig.public_line(sshsig.public_of_private(signing.read_bytes()))
    status, kept, _ = sanad(
        "recipients", "receipts", "Prosecutor", "--receipt", receipt, "--words", signed["words"]["ar"], "--json"
    )
    assert (status, kept["receipts"]) == (0, line)
    status, document, _ = sanad("bundle", "returned", receipt, "--json")
    assert (status, document["by"], set(document["cases"])) == (0, "Clerk Sample", {case.id, other.id})
    status, document, _ = sanad("bundle", "returned", receipt, "--json")
    assert (status, document["error"]["kind"]) == (1, "receipt_taken")
    status, document, _ = sanad("bundle", "import", file, "--identity", key, "--json")
    assert (status, document["signer"]["standing"]) == (0, "own")
    assert [row["state"] for row in document["cases"]] == ["merged", "merged"]
    assert all(row["new"] == 0 and row["known"] for row in document["cases"])


def test_what_can_not_be_is_said(sanad: Terminal, home: Path, tmp_path: Path):
    session = Person("Layla Sample", home, language="en").sets_up()
    case = dossier_case(session, tmp_path)
    consents.record(session, case.id, "share", "yes", DETAILS, "embassy")
    read_over(session, case.id, "embassy")
    session.close()
    to, embassy = ("--to", Prosecutor().public), ("--to-agency", "embassy")
    file = ("-o", tmp_path / "x.age")
    for words, kind in (
        ((*to, *file, "--ask"), "file_or_request"),  # FileOrRequest
        ((*to, *file, "--dossier", "fr"), "dossier_language_unknown"),  # DossierLanguageUnknown
        ((*to, *file, *embassy), "not_asked"),
    ):
        status, document, _ = sanad("bundle", "make", case.id, *words, "--json")
        assert (status, document["error"]["kind"]) == (1, kind)
    status, asked, _ = sanad("bundle", "make", case.id, *to, *embassy, "--ask", "--json")
    assert status == 0
    status, document, _ = sanad("bundle", "make", case.id, *to, *file, *embassy, "--json")
    assert (status, document["error"]["kind"]) == (1, "approval_waits")
    status, document, _ = sanad("bundle", "approvals", case.id, "--json")
    (view,) = document["releases"]
    assert (view["id"], view["state"], view["may_answer"]) == (asked["release"], "waits", False)
    status, document, _ = sanad("bundle", "approve", case.id, asked["release"], "--json")
    assert (status, document["error"]["kind"]) == (1, "not_yours")
    assert not (tmp_path / "x.age").exists()
