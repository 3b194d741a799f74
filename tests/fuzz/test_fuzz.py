"""Whatever bytes come, every decoder answers with a condition of ours or with what it read."""

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from app import settings
from tests.chance import by_chance, fresh, times
from tests.fuzz import mutations
from tests.fuzz.targets import TARGETS, VECTORS

# What makes something else of bytes or text; whole numbers of a few bytes aside.
DECODERS = frozenset({
    "canonical.decode", "canonical.read", "cbor2.loads", "json.load", "json.loads", "tomllib.load", "tomllib.loads",
    "base64.b64decode", "struct.unpack", "struct.unpack_from", "zipfile.ZipFile", "tarfile.open", "tarfile.TarInfo.frombuf",
    "etree.fromstring", "etree.parse", "csv.reader", "Image.open", "load_ssh_private_key",
    "x509.load_pem_x509_certificate", "x509.load_pem_x509_certificates", "x509.load_der_x509_certificate",
    "PdfFileReader", "tsp.TimeStampResp.load", "zstandard.ZstdDecompressor", "pikepdf.open",
    "pickle.loads", "marshal.loads", "Metadata.from_bytes",
})  # fmt: skip

# Functions that read what no stranger wrote, or in a way that no bytes can be put into here.
NOT_STRANGERS = {
    "what this vault wrote, in its own records, which are sealed": (
        "casework/exchange/sync.py:SyncSteps._spend casework/exchange/sync.py:spent_today "
        "casework/exchange/htcds_import.py:_taken_in casework/pages/figure_history.py:from_text "
        "casework/exchange/sync_store.py:_listed casework/organisation/founding_papers.py:waiting "
        "casework/organisation/referral_system.py:_with casework/session/clock_check.py:_last_written casework/session/freshness.py:_unseen casework/session/freshness.py:kept_back "
        "vault/compiled_forms.py:all_rows vault/compiled_forms.py:rows_holding "
        "vault/draft_files.py:of vault/draft_files.py:one "
        "vault/forms.py:_row vault/vault.py:read_vault "
        "vault/holders.py:_read casework/organisation/admission.py:kept_by_invitation casework/organisation/root_keys.py:sets "
        "casework/organisation/computer_reports.py:_shown casework/organisation/computer_reports.py:say "
        "casework/pages/office_setup.py:_noted casework/records/copies_elsewhere.py:noted casework/records/updates.py:history vault/safe_copies.py:last_kept casework/records/safe_copies.py:_kept casework/export/recipient_book.py:_kept casework/exchange/match_partners.py:_kept casework/organisation/office_certificate.py:_kept seal/office_certificate.py:signed_attributes casework/exchange/match_partners.py:own_card casework/exchange/match_partners.py:own_keys vault/match_index.py:compared_facts vault/matching.py:pages vault/text_reviews.py:of casework/export/sealed_files.py:_kept casework/pages/work_list.py:WorkFilter.of casework/cases/exchange_record.py:from_bytes "
        "form/cache/lists.py:CachedTexts.all form/cache/lists.py:CachedTexts.one "
        "form/cache/reader.py:FormReader.all_places form/cache/reader.py:FormReader.line"
    ),
    "under a code that only this vault’s key makes": "vault/folder.py:Folder.read_head",
    "what comes with the program": (
        "casework/questionnaires/country_outline.py:_all screening/indicators.py:catalogue "
        "seal/vocabulary.py:_sections ui/tokens.py:_told casework/questionnaires/person_words.py:_document "
        "casework/questionnaires/situation.py:bank casework/questionnaires/asked_signs.py:check "
        "casework/questionnaires/labels.py:_bank casework/questionnaires/compiled_forms.py:shipped_xform "
        "casework/pages/practice.py:_bank screening/readings.py:table casework/lifecycle/rights_sheet.py:_file "
        "casework/cases/categories.py:_all case/htcds.py:mapping casework/pages/figure_packs.py:packs "
        "casework/export/ctdc_export.py:_unspecified casework/export/ctdc_export.py:_columns "
        "case/information.py:_table casework/cases/covered_text.py:_places"
    ),
    "what this program has just made, or its own list of colleagues, learnt before": (
        "sync/engine.py:Engine._directory report/archive_form.py:archived report/archive_form.py:joined "
        "report/protection.py:protect signing/pdf_signatures.py:signed report/glyph_copies.py:_bearings "
        "report/glyph_copies.py:_number report/glyph_copies.py:_places report/glyph_copies.py:_sum "
        "report/glyph_copies.py:_tables casework/exchange/table_files.py:opened casework/export/xforms_export.py:export"
    ),
    "what two administrators make an update of, and what their build wrote": (
        "update/maker.py:news_of update/maker.py:release_of"
    ),
    "between two versions of this program, the newer one signed: tests/casework/test_updates.py": (
        "casework/records/trial_child.py:child casework/records/update_trial.py:_read"
    ),
    "the same bytes as `grant` and `course of a case` read, looked at before": (
        "vault/erasures.py:readers_of vault/erasures.py:_decoded vault/audit.py:_wrong"
    ),
    "what headquarters’ administrator wrote, or its own database": (
        "headquarters/feed.py:devices headquarters/setup.py:settings headquarters/backup.py:restore "
        "seal/tls.py:server seal/tls.py:look seal/tls.py:belong_together seal/tls.py:unwrapped "
        "headquarters/backup_plan.py:last headquarters/backup_plan.py:plan"
    ),
    "what this program wrote on this computer, outside of the records": (
        "bug_records.py:kept headquarters/kept_problems.py:_read "
        "headquarters_setup/answers.py:known_folder headquarters_setup/serving.py:_reason"
    ),
    "what an officer or a recipient chose as their own file": (
        "cli/case_papers.py:_decisions seal/sshsig.py:signing_of_private"
    ),
    "what the system’s kernel says": "platform/connection_supervisor.py:_answer",
    "a line on a paper, compared with known keys": "casework/cases/issued_papers.py:signer",
    "between the window and the child that plays sound: tests/ui/test_drawn.py, test_heard.py": (
        "ui/attachments/sound_client.py:told_in ui/attachments/sound_worker.py:_Orders._read "
        "ui/attachments/sound_worker.py:child"
    ),
}


def decoders_of(tree: ast.AST, names: tuple[str, ...] = ()) -> set[str]:
    """The functions in which one of DECODERS is called."""
    callers: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            callers |= decoders_of(node, (*names, node.name))
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) in DECODERS:
            callers.add(".".join(names))
        callers |= decoders_of(node, names)
    return callers


def test_every_function_that_decodes_is_fuzzed_or_reads_no_strangers_bytes():
    app = settings.ROOT / "app"
    texts = ((path, path.read_text("utf-8")) for path in sorted(app.rglob("*.py")))
    decoders = {
        f"{path.relative_to(app).as_posix()}:{name}"
        for path, text in texts
        if any(f"{called}(" in text for called in DECODERS)
        for name in decoders_of(ast.parse(text))
    }
    fuzzed = {name for target in TARGETS.values() for name in target.covers}
    others = {name for names in NOT_STRANGERS.values() for name in names.split()}
    new = sorted(decoders - fuzzed - others)
    assert not new, (
        f"{new} decode bytes: name each in `covers` of a target (tests/fuzz/targets.py), or in "
        "NOT_STRANGERS with the reason"
    )
    gone = sorted((fuzzed | others) - decoders)
    assert not gone, f"these decode nothing any more, or were renamed: {gone}"
    assert not fuzzed & others, f"fuzzed, so no more in NOT_STRANGERS: {sorted(fuzzed & others)}"


@pytest.mark.parametrize("name", TARGETS)
def test_what_it_begins_from_and_what_once_broke_it_is_read_or_refused(name: str):
    """And some changes of it, the same each time."""
    target = TARGETS[name]
    for _, raw in target.inputs(name):
        assert len(raw) <= target.longest
        target(raw)
    for number, (_, raw) in enumerate(target.inputs(name)[:3]):
        for seed in range(times := min(20, target.runs // 200)):
            changed = mutations.changed(raw, target.longest, 100 * number + seed)
            target(raw[: seed * len(raw) // times] if changed is None else changed)


def test_bytes_that_once_broke_a_decoder_are_of_one_that_is_fuzzed():
    assert {path.name for path in (VECTORS / "fuzz").iterdir() if path.is_dir()} <= TARGETS.keys()


@cache
def fuzzer_is_here() -> bool:
    try:
        import atheris  # noqa: F401
    except ImportError:
        return False
    return sys.platform == "linux"


@by_chance
@pytest.mark.long
def test_no_bytes_that_coverage_leads_to_break_a_decoder(tmp_path: Path):
    if not fuzzer_is_here():
        pytest.skip("atheris is for Linux on x86-64, with Python 3.12 or newer")
    how = (f"--share={times(10, 1)}", f"-seed={fresh(1)}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", str(tmp_path), *how],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    broken = [
        f"{path}\n{path.read_bytes()!r}\n{(path.parent / 'log').read_text(errors='replace')[-3000:]}"
        for path in sorted(tmp_path.glob("*/*-*"))
        if path.is_file()
    ]
    assert not broken, "\n\n".join(broken)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
