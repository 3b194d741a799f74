"""The commands that CONTRIBUTING.md and README.md name are there, answer, and do what they say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app import cli
from app.cli.commands import GROUPS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [(ROOT / name).read_text("utf-8") for name in ("CONTRIBUTING.md", "README.md")]
NAMED = sorted(
    {words for page in PAGES for words in re.findall(r"\./run ([a-z]+(?: [a-z-]+)?)", " ".join(page.split()))}
)
# Each word that `run` itself knows, with what it does then; it hands every other word to the program.
BRANCHES = {
    word: branch
    for words, branch in re.findall(
        r"^    ([\w|]+)\)\n(.*?);;", (ROOT / "run").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    for word in words.split("|")
}
SCRIPT = re.compile(r'"\$venv/bin/python" ((?:packaging|forms)/[\w/]+\.py|-m benchmarks)')
QUESTION = {
    "type": "text",
    "name": "people_in_room",
    "relevant": "${place_trouble} = 'yes'",
    "label::العربية (ar)": "كم شخصًا يسكن الغرفة؟",
    "label::العربية للمؤنث (ar)": "كم شخصًا يسكن الغرفة؟",
    "label::English (en)": "How many people share the room?",
    "guidance_hint::العربية (ar)": "ليُعرف حال السكن.",
    "guidance_hint::العربية للمؤنث (ar)": "ليُعرف حال السكن.",
    "guidance_hint::English (en)": "It shows how the person lives.",
}
STAMP = ROOT / ".venv" / "sanad-stamp"  # `run` made it, and installs nothing anew


def command_of(words: list[str]) -> list[str]:
    """The words up to the command that they mean; what follows them is the command's. [] if none."""
    for n in range(1, len(words) + 1):
        group = GROUPS.get(" ".join(words[: n - 1]))
        if group and any(place.endswith(f".{words[n - 1]}") for place in group.words):
            return words[:n]
    return []


@pytest.mark.parametrize("named", NAMED)
def test_each_command_that_the_pages_name_is_there(named: str):
    words = named.split()
    named_files = re.findall(r"\b(?:packaging|forms|tests)/[\w/]+\.\w+", BRANCHES.get(words[0], ""))
    assert [file for file in named_files if not (ROOT / file).is_file()] == []
    if '-m app "$@"' in BRANCHES.get(words[0], '-m app "$@"'):
        assert command_of(words), f"./run {named} is no command"


@pytest.mark.parametrize(
    "words", sorted({" ".join(command) for named in NAMED if (command := command_of(named.split()))})
)
def test_the_program_says_what_a_command_is_for(words: str, capsys):
    assert cli.main([*words.split(), "--help"]) == 0
    assert f"Usage: ./run {words}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("word", "script"), sorted({(word, found[0]) for word in BRANCHES if (found := SCRIPT.findall(BRANCHES[word]))})
)
def test_a_script_says_what_it_is_for(word: str, script: str):
    run = subprocess.run(
        [sys.executable, *script.split(), "--help"], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert "Traceback" not in run.stderr
    assert (run.stdout + run.stderr).strip(), word


def copy_of_the_tree(folder: Path) -> Path:
    """What a fresh clone has, with the libraries that are installed here."""
    files = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, cwd=ROOT)
    for name in files.stdout.decode().strip("\0").split("\0"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file():
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def contents(folder: Path, names: list[str]) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for name in names
        for file in sorted((folder / name).rglob("*"))
        if file.is_file() and file.suffix not in (".mo", ".pyc")
    }


@pytest.mark.long
@pytest.mark.skipif(not STAMP.exists() or not (ROOT / ".git").exists(), reason="not installed by ./run in a clone")
def test_a_new_question_comes_by_the_commands_of_the_page(tmp_path: Path):
    """CONTRIBUTING.md, "A new question in the rapid screening"."""
    tree = copy_of_the_tree(tmp_path)

    def runs(*words: str) -> None:
        subprocess.run(["./run", *words], check=True, cwd=tree, stdout=subprocess.DEVNULL)

    before = contents(tree, ["forms", "i18n"])
    runs("questionnaires", "--extract")
    runs("questionnaires")
    runs("catalog")
    runs("catalog", "--check")
    after = contents(tree, ["forms", "i18n"])
    assert [name for name in after if before.get(name) != after[name]] == []

    workbook = tree / "forms" / "rapid-screening.xlsx"
    book = load_workbook(workbook)
    survey = book["survey"]
    columns = {cell.value: cell.column for cell in survey[1]}
    names = [survey.cell(row, columns["name"]).value for row in range(1, survey.max_row + 1)]
    below = names.index("missing") + 2
    survey.insert_rows(below)
    for column, text in QUESTION.items():
        survey.cell(below, columns[column]).value = text
    book.save(workbook)
    runs("questionnaires", "--extract")
    english = QUESTION["label::English (en)"]
    catalogues = sorted((tree / "i18n" / "forms").glob("*.po"))
    assert len(catalogues) == 12
    for catalogue in catalogues:
        text = catalogue.read_text("utf-8")
        assert f'msgid "{english}"\nmsgstr ""' in text
        translated = f'msgid "{english}"\nmsgstr "{catalogue.stem}: {english}"'
        catalogue.write_text(text.replace(f'msgid "{english}"\nmsgstr ""', translated), "utf-8")
    runs("questionnaires")
    runs("form", "check", "forms/rapid-screening.xlsx")
    made = (tree / "forms" / "xforms" / "rapid-screening.xml").read_text("utf-8")
    assert [each.stem for each in catalogues if f"{each.stem}: {english}" not in made] == []
    assert english in (tree / "forms" / "rapid-screening.md").read_text("utf-8")
