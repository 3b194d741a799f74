"""What the documents point at is there."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
PLACES = (ROOT, ROOT / "app")
FILE = re.compile(
    r"\b(?:app|ui|casework|vault|form|case|sync|headquarters|seal|bundle|report|tests|benchmarks|"
    r"packaging|docs)/[\w/-]+\.(?:py|sh|md|svg|png|sql|toml)\b"
)
TEST = re.compile(r"(?<!def )(?<!packaging/)\btest_\w+")
ENDINGS = {"py", "md", "toml", "sqlite", "xlsx", "json", "cbor", "xml"}  # of files, not modules
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_files_and_links_of_a_document_are_there(document: Path):
    text = document.read_text("utf-8")
    missing = [name for name in FILE.findall(text) if not any((place / name).exists() for place in PLACES)]
    missing += [name for name in LINK.findall(text) if not (document.parent / name).exists()]
    assert not missing, f"{document.name} names what is not there (renamed, moved?): {missing}"


def test_every_test_that_a_document_names_is_there():
    """A promise whose proof was renamed or taken away has none."""
    files = list((ROOT / "tests").rglob("test_*.py"))
    known = {file.stem for file in files}
    for file in files:
        known.update(re.findall(r"^\s*(?:async )?def (test_\w+)", file.read_text("utf-8"), re.MULTILINE))
    named = {(document.name, name) for document in DOCUMENTS for name in TEST.findall(document.read_text("utf-8"))}
    assert len(named) > 90
    gone = sorted((document, name) for document, name in named if name not in known)
    assert not gone, f"documents name tests that are gone; name the test that proves it now: {gone}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_documents_are_wrapped_at_a_hundred_columns(document: Path):
    """But tables, headings, code and what can't be broken."""
    fenced, long = False, []
    for number, line in enumerate(document.read_text("utf-8").split("\n"), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        exempt = fenced or line.startswith("    ") or line.lstrip().startswith(("|", "#", "!"))
        if len(line) > 100 and not exempt and " " in line.strip()[:100]:
            long.append(number)
    assert not long, f"{document.name}: break these lines at 100 columns: {long}"


def _modules() -> dict[str, Path]:
    app = ROOT / "app"
    names = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in app.rglob("*.py"))
    return {name.removesuffix(".__init__"): ROOT / f"{name.replace('.', '/')}.py" for name in names}


def _is_there(name: str, modules: dict[str, Path]) -> bool:
    """A module, or what stands in one: vault.purge, vault.purge.clear, sync.engine.CallResult.sent."""
    module, _, last = f"app.{name}".rpartition(".")
    if last in ENDINGS or f"app.{name}" in modules:
        return True
    while module not in modules and "." in module:
        module, _, last = module.rpartition(".")
    if module not in modules or module == "app":
        return False
    return re.search(rf"\b{last}\b", modules[module].read_text("utf-8")) is not None


def _tops(modules: dict[str, Path]) -> str:
    return "|".join(sorted({name.split(".")[1] for name in modules if "." in name}))


def test_what_docstrings_and_comments_of_the_program_name_by_its_module_is_there():
    """As app.vault.purge, or app.vault.purge.clear; without `app.` where the rest is plain."""
    modules = _modules()
    named = re.compile(rf"(?<![\w./@-])(?:app\.)?((?:{_tops(modules)})(?:\.[a-z_]\w*)+)(?!/)")
    gone = []
    for file in modules.values():
        for token in tokenize.generate_tokens(io.StringIO(file.read_text("utf-8")).readline):
            is_docstring = token.type == tokenize.STRING and token.string.startswith('"""')
            if not is_docstring and token.type != tokenize.COMMENT:
                continue
            gone += [
                f"{file.relative_to(ROOT)}:{token.start[0]} {name}"
                for name in named.findall(token.string)
                if not _is_there(name, modules)
            ]
    assert not gone, f"these were renamed or taken away; say where it is now: {gone}"


def test_what_the_documents_name_of_the_program_is_there():
    """As `vault.intake.Intake`, `app.language.fold`, or `Vault.learn`. Decisions are history."""
    modules = _modules()
    texts = {name: file.read_text("utf-8") for name, file in modules.items()}
    by_module = re.compile(rf"`(?:app\.)?((?:{_tops(modules)})(?:\.\w+)+)\b(?!/)")
    by_class = re.compile(r"`([A-Z][a-z]\w*)\.([a-z_]\w*)`")
    gone = []
    for document in DOCUMENTS:
        if document.parent.name == "decisions":
            continue
        text = document.read_text("utf-8")
        gone += [(document.name, name) for name in by_module.findall(text) if not _is_there(name, modules)]
        for class_, member in by_class.findall(text):
            places = [text for text in texts.values() if re.search(rf"^class {class_}\b", text, re.M)]
            if not any(re.search(rf"\b{member}\b", place) for place in places):
                gone.append((document.name, f"{class_}.{member}"))
    assert not gone, f"documents name what was renamed or taken away: {gone}"


def _read_appearances() -> set[str]:
    """Which the pages of an interview look for: "x" in appearance, appearance & {...} or & _SET."""
    sets: dict[str, set[str]] = {}
    used: list[ast.expr] = []
    for file in (ROOT / "app" / "ui" / "interview").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    sets[name] = _texts(value)
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    sets |= {ast.unparse(n): _texts(v) for n, v in zip(names, values, strict=True)}
                case ast.Compare(left=ast.Constant() as word, comparators=[ast.Attribute(attr="appearance")]):
                    used.append(word)
                case ast.BinOp(left=ast.Attribute(attr="appearance"), op=ast.BitAnd(), right=words):
                    used.append(words)
    return {word for part in used for word in sets.get(ast.unparse(part), set()) | _texts(part)}


def _texts(tree: ast.expr) -> set[str]:
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {value for value in constants if isinstance(value, str)}


def test_each_appearance_that_a_page_heeds_is_promised_to_authors():
    page = (ROOT / "docs" / "xforms.md").read_text("utf-8")
    table = page.partition("### Appearances")[2].partition("\n## ")[0]
    heeded = _read_appearances()
    assert len(heeded) > 30
    unnamed = sorted(word for word in heeded if f"`{word}`" not in table)
    assert not unnamed, (
        f"app/ui/interview heeds appearances that the table of docs/xforms.md, Appearances, doesn't "
        f"name; give each a row, and one in tests/ui/forms_appearances.py: {unnamed}"
    )
