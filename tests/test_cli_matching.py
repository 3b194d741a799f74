"""A matching of two offices on the command line."""

from pathlib import Path

import pytest

from tests.casework.test_matching import AGENCY, SITA, Office
from tests.conftest import Terminal
from tests.people import Person


def test_two_offices_match_on_the_command_line(
    sanad: Terminal, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    other_home = tmp_path / "other"
    for folder, name in ((home, "Omar Sample"), (other_home, "Huda Sample")):
        person = Person(name, folder, "supervisor", "en")
        session = person.sets_up()
        Office(person, session, tmp_path).knows("Sita Gurung", **SITA)
        session.close()

    def at(folder: Path, *words: object) -> dict:
        monkeypatch.setenv("SANAD_HOME", str(folder))
        status, document, _ = sanad(*words, "--json")
        assert status == 0, document
        return document

    cards = {home: tmp_path / "a.card", other_home: tmp_path / "b.card"}
    words = {folder: at(folder, "match", "card", "-o", card)["words"] for folder, card in cards.items()}
    for folder, partner in ((home, other_home), (other_home, home)):
        terms = ("--agency", AGENCY, "--reference", "MoU 1", "--purpose", "Shelter", "--persons", 10)
        add = ("match", "agreement", "add", cards[partner], *terms)
        assert at(folder, *add)["words"] == words[partner]
        assert at(folder, *add, "--words", words[partner]["en"])["kept"]
    (agreement,) = at(home, "match", "agreement", "list")["agreements"]
    files = [tmp_path / f"{n}.sanadmatch" for n in range(3)]
    assert at(home, "match", "start", agreement["partner"], "-o", files[0])["persons"] == 1
    assert at(other_home, "match", "look", files[0])["persons"] == 64
    at(other_home, "match", "answer", files[0], "-o", files[1])
    done = at(home, "match", "finish", files[1], "--give-back", files[2])
    assert [case["kinds"] for case in done["cases"]] == [["passport", "name"]]
    assert len(at(other_home, "match", "finish", files[2])["cases"]) == 1
    (run,) = at(home, "match", "list")["runs"]
    assert at(home, "match", "end", run["run"])["ended"]["state"] == "finished"
    assert at(home, "match", "agreement", "end", agreement["partner"])["ended"]["id"] == agreement["id"]
