"""Holders' cards by the command line: made, used, and every use told."""

from pathlib import Path

import pytest

from app.casework.records import unlock
from tests.conftest import Terminal
from tests.people import CHEAP, PHRASE

NAMES = ("Amal One", "Basil Two", "Carla Three")


@pytest.fixture
def at_desk(sanad: Terminal, home: Path) -> Terminal:
    """Somebody's records, of which the passphrase costs little."""
    unlock.create(home, "Huda Desk", "desk", "en", PHRASE, cost=CHEAP).session.close()
    return sanad


def holders(option: str = "--holder") -> list[str]:
    return [word for name in NAMES for word in (option, name)]


def test_cards_are_saved_one_by_one_and_two_of_three_open_the_records(at_desk: Terminal, tmp_path: Path, monkeypatch):
    assert at_desk("vault", "holders", "--json")[1] == {"set": None, "events": []}
    status, made, _ = at_desk("vault", "holders-make", *holders(), "--threshold", "2")
    assert status == 0
    assert [card["holder"] for card in made["cards"]] == list(NAMES)
    assert (made["threshold"], "recovery_card" in made) == (2, False)
    files = []
    for card in made["cards"]:
        files.append(tmp_path / f"card-{card['number']}")
        files[-1].write_text(card["words"])
    (tmp_path / "new").write_text("velvet orbit thirteen pickle dawn")
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "new"))
    status, refused, said = at_desk("vault", "recover", "--holder-card", files[2])
    assert (status, refused["error"]["kind"]) == (1, "holder_cards_too_few")
    assert "1 are still missing" in said
    status, recovered, _ = at_desk("vault", "recover", "--holder-card", files[2], "--holder-card", files[0])
    assert status == 0
    assert len(recovered["recovery_card"].split()) == 24
    assert at_desk("vault", "list", "--json")[1]["vaults"][0]["recovered"]
    used = at_desk("vault", "holders", "--seen", "--json")[1]["events"][0]
    assert (used["kind"], used["seen"]) == ("holders' cards used", False)
    assert used["holders"] == [{"number": 1, "holder": NAMES[0]}, {"number": 3, "holder": NAMES[2]}]
    assert at_desk("vault", "holders", "--json")[1]["events"][0]["seen"]
    assert "recovered" not in at_desk("vault", "list", "--json")[1]["vaults"][0]


@pytest.mark.long  # each command that makes new keys measures what a passphrase costs here
def test_cards_as_files_end_a_former_set_and_are_ended(at_desk: Terminal, tmp_path: Path):
    at_desk("vault", "holders-make", *holders(), "--threshold", "2")
    out = tmp_path / "out"
    refused = at_desk("vault", "holders-make", *holders(), "--out", out, "--threshold", "2")[1]
    assert refused["error"]["kind"] == "bad_folder"
    out.mkdir()
    saved = at_desk("vault", "holders-make", *holders(), "--out", out, "--threshold", "2")[1]
    assert "words" not in saved["cards"][0]
    assert [(out / f"holder-{n}.pdf").read_bytes()[:4] for n in (1, 2, 3)] == [b"%PDF"] * 3
    ended = at_desk("vault", "holders-end")[1]
    assert len(ended["recovery_card"].split()) == 24
    assert at_desk("vault", "holders-end")[1]["error"]["kind"] == "no_holder_cards"


def test_the_root_is_dealt_out_and_its_cards_name_a_desk_holder(at_desk: Terminal, tmp_path: Path):
    founded = at_desk("org", "init", "--name", "Sample Committee", *holders("--root-holder"), "--threshold", "2")[1]
    assert "root_words" not in founded
    files = []
    for card in founded["root_cards"]:
        files.append(tmp_path / f"root-{card['number']}")
        files[-1].write_text(card["words"])
    with_cards = ["--root-card", files[0], "--root-card", files[1]]
    assert len(at_desk("org", "holder", "New Holder", *with_cards)[1]["words"].split()) == 24
    assert at_desk("org", "withdraw", "New Holder", *with_cards)[1] == {"withdrawn": "New Holder"}
    used = at_desk("vault", "holders", "--json")[1]["events"][0]
    assert (used["kind"], used["about"]) == ("root used", "New Holder")
    assert [card["holder"] for card in used["holders"]] == list(NAMES[:2])
    refused = at_desk("org", "init", *holders("--root-holder"), "--threshold", "9")[1]
    assert refused["error"]["kind"] == "holder_policy_refused"


def test_the_words_of_a_root_are_dealt_later_too(at_desk: Terminal, tmp_path: Path):
    founded = at_desk("org", "init", "--name", "Sample Committee")[1]
    (tmp_path / "root").write_text(founded["root_words"])
    dealt = at_desk("org", "root-cards", "--root-file", tmp_path / "root", *holders(), "--threshold", "2")[1]
    assert [len(card["words"].split()) for card in dealt["cards"]] == [33, 33, 33]
