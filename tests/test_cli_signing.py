"""The office's certificate and signed papers on the command line."""

from pathlib import Path

from app.casework.organisation import administration
from tests.casework.dossier_case import dossier_case
from tests.conftest import Terminal
from tests.people import Person


def test_a_desk_signs_and_anybody_checks_on_the_command_line(sanad: Terminal, home: Path, tmp_path: Path):
    session = Person("Huda Desk", home, "desk", "en").sets_up()
    administration.create_organisation(session, "Sample Committee", "Badr Second")
    case = dossier_case(session, tmp_path).id
    session.close()

    def runs(*words: object, status: int = 0) -> dict:
        code, document, _ = sanad(*words, "--json")
        assert code == status, document
        return document

    request, paper = tmp_path / "request.pem", tmp_path / "dossier.pdf"
    assert runs("org", "certificate", "show")["in_use"] is None
    runs("org", "certificate", "request", "-o", request)
    assert runs("org", "certificate", "import", request, status=1)["error"]["kind"] == "certificate_unusable"
    run = runs("org", "certificate", "make")
    dossier = ("case", "dossier", case, "--to", "prosecution", "--plain", "--language", "en")
    assert runs(*dossier, "-o", paper)["signed"] == "B-B"
    (signature,) = runs("paper", "whose", paper)["signatures"]
    assert (signature["verdict"], signature["standing"]) == ("unchanged", "office")
    assert signature["words"] == run["words"]
    runs("org", "certificate", "end", run["fingerprint"])
    (known,) = runs("org", "certificate", "show")["known"]
    assert known["ended_at"]
    assert runs("paper", "check", paper)["signatures"][0]["standing"] == ""
    paper.write_bytes(paper.read_bytes() + b"\n")
    assert runs("paper", "check", paper, status=1)["signatures"][0]["verdict"] == "added to"
    assert runs(*dossier, "-o", paper)["signed"] == ""  # no certificate any more: as before
    assert runs("paper", "check", paper, status=1)["signatures"] == []
