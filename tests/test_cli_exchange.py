"""Files for partners and figures on the command line."""

import csv
import io
import json
from datetime import date
from pathlib import Path

from tests.casework.test_work_list import keeps
from tests.conftest import Terminal
from tests.people import Person

DAYS = ("--from", "2026-01-01", "--to", f"{max(2026, date.today().year)}-12-31")


def test_files_for_partners_and_figures(sanad: Terminal, home: Path, tmp_path: Path):
    session = Person("Omar Sample", home, "supervisor", "en").sets_up()
    keeps(session, "Sita Gurung", nationality="NP", sex="female", birth_date="1999-03-02")
    session.close()
    file = tmp_path / "cases.csv"
    status, document, _ = sanad("export", "htcds", file, "--json")
    assert (status, document["cases"]) == (0, 1)
    (line,) = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
    partner = tmp_path / "partner.json"
    partner.write_text(json.dumps([{**line, "sanad_CaseNumber": "", "con_Consent": True}]))
    status, document, _ = sanad("import", "htcds", partner, "--check", "--json")
    assert (status, document["records"]) == (0, 1)
    assert document["likely"][0]["row"] == 1
    status, document, _ = sanad("import", "htcds", partner, "--json")
    assert [case["row"] for case in document["cases"]] == [1]
    status, document, _ = sanad("export", "ctdc", tmp_path / "ctdc.xlsx", "--json")
    assert (status, document["cases"]) == (0, 2)
    status, document, _ = sanad("figures", *DAYS, "--json")
    assert {table["total"] for table in document["tables"]} == {None}  # two cases tell nothing
    status, document, _ = sanad("figures", *DAYS, "--exact", "--json")
    (month,) = [table for table in document["tables"] if table["id"] == "prevention-month"]
    assert month["total"] == 2
    cases = []
    for row in month["rows"]:  # the one came by the computer's own clock, in another month perhaps
        words = ("--of", "prevention-month", "--of", row["code"])
        status, document, _ = sanad("figures", *DAYS, *words, "--json")
        cases += document["cases"]
    assert len(cases) == 2
    status, document, _ = sanad("figures", *DAYS, "-o", tmp_path / "a.xlsx", "--json")
    assert (status, Path(document["file"]).name) == (0, "a.xlsx")
    status, _, error = sanad("figures", *DAYS, "--exact", "-o", tmp_path / "exact.xlsx")
    assert status == 2
    assert "--exact" in str(error)
    assert not (tmp_path / "exact.xlsx").exists()
    status, document, _ = sanad("figures", *DAYS, "--rows", "-o", tmp_path / "r.csv", "--json")
    assert (document["rows"], document["left_out"], document["k"]) == (0, 2, 11)
    status, document, _ = sanad("figures", *DAYS, "--repeated", "--json")
    assert (status, document["error"]["kind"]) == (1, "not_yours")
