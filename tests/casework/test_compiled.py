"""Questionnaires in the vault are opened from what was kept of their compiling."""

import zlib
from pathlib import Path

import pytest

from app.casework.questionnaires import compiled_forms, forms
from app.casework.questionnaires.form_engine import engine_hash
from app.casework.session.session import Session
from app.form import Interview
from app.form.external_table import ExternalRoot
from app.vault import compiled_forms as rows

TOWNS = """
| survey   |                 |        |        |                    |
|          | type            | name   | label  | choice_filter      |
|          | text            | region | Region |                    |
|          | select_one town | town   | Town   | region = ${region} |
|          | select_one town | any    | Any    |                    |
| settings |                 |        |        |                    |
|          | form_id         | form_title | version |               |
|          | towns           | Towns  | 1      |                    |
| choices  |                 |        |        |                    |
|          | list_name       | name   | label  | region             |
"""


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    file = tmp_path / "towns.md"
    lines = "".join(f"|  | town | n{at} | Town {at} | r{at % 100} |\n" for at in range(1200))
    file.write_text(TOWNS.lstrip() + lines, "utf-8")
    return file


def test_the_long_list_of_a_questionnaire_is_looked_up_in_the_vault(at_work: Session, towns: Path):
    hash_ = forms.add(at_work, towns).row.hash
    talk = Interview(forms.load(at_work, hash_))
    talk.answer("/data/region", "r7")
    assert [choice.value for choice in talk.node("/data/town").choices] == [f"n{at}" for at in range(7, 1200, 100)]
    talk.answer("/data/town", "n107")
    talk.answer("/data/any", "n1199")
    root = talk.form.instances.get("town").kids[0]
    assert isinstance(root, ExternalRoot)
    assert not root.whole
    assert talk.node("/data/any").choices[1199].label == "Town 1199"
    assert not root.whole


def test_what_another_engine_made_is_made_anew_and_nothing_is_left_of_it(at_work: Session, towns: Path):
    hash_ = bytes.fromhex(forms.add(at_work, towns).row.hash)
    database = at_work.vault.database
    with at_work.vault.transaction() as writer:
        writer.run("UPDATE form_compiled SET engine = ?, content = ?", (b"another", b"\0"))
    assert rows.content(database, hash_, engine_hash()) is None
    talk = Interview(compiled_forms.load(at_work, hash_))
    talk.answer("/data/region", "r7")
    assert len(talk.node("/data/town").choices) == 12
    assert rows.content(database, hash_, engine_hash())
    assert database.row("SELECT count(*) FROM form_list WHERE form = ?", (hash_,)) == (1,)
    assert database.row("SELECT count(*) FROM form_row") == (1200,)
    at_work.forms.clear()
    again = Interview(compiled_forms.load(at_work, hash_))
    again.answer("/data/any", "n1199")
    assert isinstance(again.form.instances.get("town").kids[0], ExternalRoot)


@pytest.mark.parametrize(
    "broken",
    [b"", b"\0", zlib.compress(b"{}"), zlib.compress(b"[]"), zlib.compress(b"[" * 100_000), zlib.compress(b"\xff"),
     zlib.compress(b'{"form": 3}')],
)  # fmt: skip
def test_a_questionnaire_opens_though_what_was_kept_of_it_is_broken(at_work: Session, towns: Path, broken: bytes):
    hash_ = bytes.fromhex(forms.add(at_work, towns).row.hash)
    with at_work.vault.transaction() as writer:
        writer.run("UPDATE form_compiled SET content = ? WHERE form = ?", (broken, hash_))
    at_work.forms.clear()
    talk = Interview(compiled_forms.load(at_work, hash_))
    talk.answer("/data/any", "n1199")
    at_work.forms.clear()
    again = compiled_forms.load(at_work, hash_)  # made whole meanwhile
    assert isinstance(again.instances.get("town").kids[0], ExternalRoot)
