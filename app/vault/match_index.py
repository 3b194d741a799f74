"""By what a person may be found in another case: words of names, numbers."""

import json
from collections.abc import Iterable, Mapping, Sequence

from app.vault.database import Database, Writer
from app.vault.table import marks

_MOST = 32  # keys of one case
_CANDIDATES, _PAGE = 60, 250  # each is compared; how many are looked at for them at a time


def keep(writer: Writer, case: bytes, keys: Iterable[str], compared: Mapping[str, str]) -> None:
    """Instead of what was kept of a case; `compared`: facts that are compared, so that none is opened for it."""
    writer.run("DELETE FROM likeness WHERE case_id = ?", (case,))
    rows = [(key, case) for key in _kept(keys)]
    writer.run_all("INSERT INTO likeness (key, case_id) VALUES (?, ?)", rows)
    facts = json.dumps(compared, ensure_ascii=False)
    writer.run("INSERT OR REPLACE INTO likeness_facts VALUES (?, ?)", (case, facts))


def compared_facts(database: Database, cases: Sequence[bytes]) -> dict[bytes, tuple[dict[str, str], str, str]]:
    """By their ids, those that are kept: facts, reference, name; "" for the name of a restricted case."""
    rows = database.rows(
        "SELECT case_id, facts, reference, iif(restricted, '', name) FROM likeness_facts "  # noqa: S608
        f"JOIN case_row USING (case_id) WHERE case_id IN ({marks(cases)})",
        cases,
    )
    return {case: (json.loads(facts), reference, name) for case, facts, reference, name in rows}


def _kept(keys: Iterable[str]) -> list[str]:
    """Of very long names some are left out, and no number."""
    return sorted(set(keys), key=lambda key: (key.startswith("n:"), key))[:_MOST]


def sharing(database: Database, case: bytes, keys: Iterable[str], sex: str = "", nationality: str = "") -> list[bytes]:
    """Other cases that have some of these keys, those with most of them first. A name alone finds nobody of
    another sex or nationality: of a frequent one the candidates would be used up."""
    searched_keys, candidates, looked_at = _kept(keys), list[bytes](), 0
    differs = " OR ".join(f"(? <> '' AND {name} NOT IN ('', ?))" for name in ("sex", "nationality"))
    while searched_keys and len(candidates) < _CANDIDATES:
        # a page at a time: half an office may have one name, and each row is one more page of the disk
        page = database.rows(
            "SELECT case_id, max(key NOT LIKE 'n:%') FROM likeness "  # noqa: S608
            f"WHERE key IN ({marks(searched_keys)}) AND case_id <> ? GROUP BY case_id "
            "ORDER BY sum(CASE WHEN key LIKE 'n:%' THEN 1 ELSE 9 END) DESC, case_id LIMIT ? OFFSET ?",
            (*searched_keys, case, _PAGE, looked_at),
        )
        by_name = [case for case, has_number in page if not has_number]
        differing = set(
            database.column(
                f"SELECT case_id FROM case_row WHERE case_id IN ({marks(by_name)}) AND ({differs})",  # noqa: S608
                (*by_name, sex, sex, nationality, nationality),
            )
        )
        candidates += [case for case, _ in page if case not in differing]
        looked_at += _PAGE
        if len(page) < _PAGE:
            break
    return candidates[:_CANDIDATES]
