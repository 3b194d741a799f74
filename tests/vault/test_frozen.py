"""Vaults that earlier versions wrote are opened for ever."""

import json
import shutil
from pathlib import Path

import pytest

from app.casework import interview, reading, unlock
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
    page = reading.case(session, told["case"])
    assert (page.name, page.reference) == ("Maya Sample Gurung", told["reference"])
    values = page.interviews[0].values
    ages = [text for path, text in values.items() if path.endswith("/age")]
    assert ages == ["31", "29"]
    assert page.interviews[0].view == "spoke freely"
    assert [row.name for row in interview.drafts(session)] == ["Unfinished Sample"]
    assert unlock.check(session).ok
    session.close()
    made = unlock.recover(home, told["vault"], told["card"], OTHER_PHRASE, cost=CHEAP)
    assert reading.case(made.session, told["case"]).name == "Maya Sample Gurung"
    assert unlock.check(made.session).ok
    made.session.close()
