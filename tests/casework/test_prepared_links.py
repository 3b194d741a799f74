"""Whoever prepares a name on a stick or a share destroys no file of the officer's by it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app import settings
from app.casework.cases import attachment_copy, attachments
from app.casework.export import bundle_export, case_print
from app.casework.organisation import administration, membership
from app.casework.questionnaires import packs
from app.casework.records import unlock
from app.casework.session.stepped_work import carried_out
from app.headquarters import backup, setup
from app.settings import Preferences
from tests.bundle.small import PHRASE
from tests.casework.test_packs import FORM
from tests.casework.test_posting import Office
from tests.people import keeps_a_case
from tests.systems import LINKS

pytestmark = LINKS


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    file = tmp_path / "device.key"
    file.write_bytes(b"precious")
    return file


Export = Callable[[Office, str, Path], object]


def _attachment(office: Office, case: str, file: Path) -> None:
    desk, source = office.sessions["Huda Desk"], file.parent / "scan.txt"
    source.write_text("a line", "utf-8")
    attachments.add(desk, case, source)
    (attached,) = attachments.of(desk, case)
    carried_out(attachment_copy.saving(desk, case, attached.id, file))


def _pack(office: Office, case: str, file: Path) -> None:
    form = file.parent / "packed.md"
    form.write_text(FORM, "utf-8")
    packs.make(form, file)


def _answer(office: Office, case: str, file: Path) -> None:
    invitation = file.parent / "invitation"
    administration.invite(office.sessions["Huda Desk"], invitation)
    membership.answer(office.sets_up("Layla Sample", "inspector"), invitation, file)


def _reply(office: Office, case: str, file: Path) -> None:
    answer = file.parent / "answer"
    _answer(office, case, answer)
    administration.admit(office.sessions["Huda Desk"], answer, file)


def _headquarters(office: Office, case: str, file: Path) -> None:
    setup.init(file.parent / "hq", "https://127.0.0.1:8443")
    backup.backup(file.parent / "hq", file)


EXPORTS: dict[str, Export] = {
    "record.pdf": lambda office, case, file: case_print.save(office.sessions["Huda Desk"], case, "en", file, None),
    "locked.pdf": lambda office, case, file: case_print.save(office.sessions["Huda Desk"], case, "en", file, PHRASE),
    "words": lambda _office, _case, file: bundle_export.write_words(file, "en"),
    "backup": lambda office, _case, file: unlock.backup(office.sessions["Huda Desk"], file),
    "invitation-file": lambda office, _case, file: administration.invite(office.sessions["Huda Desk"], file),
    "preferences.json": lambda _office, _case, file: settings.remember(Preferences(), file.parent),
    "scan-copy.txt": _attachment,
    "packed.sanadform": _pack,
    "answer-file": _answer,
    "reply-file": _reply,
    "headquarters-backup": _headquarters,
}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_link_prepared_beside_what_leaves_destroys_nothing(name: str, office: Office, precious: Path, tmp_path: Path):
    case = keeps_a_case(office.sessions["Huda Desk"], "Maya Sample")
    folder = tmp_path / "stick of a stranger"
    folder.mkdir()
    file = folder / name
    (folder / f"{name}.partial").symlink_to(precious)
    EXPORTS[name](office, case, file)
    assert precious.read_bytes() == b"precious"
    assert file.is_file()
    assert not file.is_symlink()
    assert not os.path.lexists(folder / f"{name}.partial")
