"""Vaults that earlier versions wrote are opened for ever."""

import json
import shutil
from pathlib import Path

import pytest

from app.casework.cases import groups, queries
from app.casework.interviews import interview
from app.casework.lifecycle import shift, tasks
from app.casework.records import unlock
from app.casework.session.colleagues import membership_status
from app.casework.sharing import inbox
from app.vault.folder import Folder, device_secret
from app.vault.vault import open_vault
from tests.people import CHEAP, OTHER_PHRASE

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "vaults"


@pytest.mark.parametrize("version", sorted(folder.name for folder in VECTORS.iterdir()))
def test_a_vault_of_an_earlier_version_opens_with_phrase_and_with_card(
    version: str, tmp_path: Path
):
    told = json.loads((VECTORS / version / "told.json").read_text("utf-8"))
    home = tmp_path / "home"
    shutil.copytree(VECTORS / version, home)
    session = unlock.unlock(home, told["vault"], told["phrase"])
    page = queries.case(session, told["case"])
    assert (page.name, page.reference) == ("Maya Sample Gurung", told["reference"])
    values = page.interviews[0].values
    ages = [text for path, text in values.items() if path.endswith("/age")]
    assert ages == ["31", "29"]
    assert page.interviews[0].view == "spoke freely"
    assert [row.name for row in interview.drafts(session)] == ["Unfinished Sample"]
    assert unlock.check(session).ok
    if "organisation" in told:
        assert membership_status(session).organisation == told["organisation"]
        assert queries.case(session, told["colleague_case"]).name == "Colleague Sample"
        assert [each.kind for each in inbox.came_in(session)] == ["handed over"]
    if "stage" in told:
        case = queries.case_of(session, told["case"])
        assert case.stage == told["stage"]
        assert [each.reference for each in case.referrals.values()] == [told["referral"]]
        assert sorted({each.kind for each in tasks.tasks(session)}) == told["tasks"]
    if "group" in told:
        assert [each.text for each in shift.of_case(session, told["case"])] == [told["note"]]
        assert [(each.name, each.here) for each in groups.groups(session)] == [(told["group"], 1)]
        assert case.shown(("exploitation",)) == told["exploitation"]
    session.close()
    made = unlock.recover(home, told["vault"], told["card"], OTHER_PHRASE, cost=CHEAP)
    assert queries.case(made.session, told["case"]).name == "Maya Sample Gurung"
    assert unlock.check(made.session).ok
    made.session.close()


def test_the_records_as_they_were_are_kept_until_every_case_was_opened(tmp_path: Path):
    told = json.loads((VECTORS / "1" / "told.json").read_text("utf-8"))
    home = tmp_path / "home"
    shutil.copytree(VECTORS / "1", home)
    folder = Folder.of(home, bytes.fromhex(told["vault"]))
    before = folder.records(1).read_bytes()
    key_file = folder.key_file()
    master = key_file.open_with_phrase(told["phrase"], device_secret(home))
    open_vault(folder, key_file, master).close()  # as far as that, and then the power is cut
    assert folder.older(1).read_bytes() == before
    unlock.unlock(home, told["vault"], told["phrase"]).close()
    assert not folder.older(1).exists()
