"""The tables of docs/formats/events.md, from the kinds of records as they are declared.

./run formats           writes
./run formats --print   shows
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.case.kinds import logs  # noqa: E402
from app.case.kinds.table import OF_CASES  # noqa: E402

PAGE = ROOT / "docs" / "formats" / "events.md"


def written(page: str) -> str:
    """The page with its tables made anew."""
    of_cases = ["| what | keys | who |", "|---|---|---|", *(kind.row() for kind in OF_CASES.values())]
    of_logs = ["| what | keys |", "|---|---|", *(kind.row() for kind in (*logs.JOURNAL, *logs.KEYS))]
    for name, rows in (("of cases", of_cases), ("of logs", of_logs)):
        begins, ends = f"<!-- kinds {name} -->\n", f"<!-- end of the kinds {name} -->"
        before, _, rest = page.partition(begins)
        page = before + begins + "\n".join(rows) + "\n" + ends + rest.partition(ends)[2]
    return page


def main() -> None:
    if "--help" in sys.argv:
        print(__doc__)
        return
    page = written(PAGE.read_text("utf-8"))
    if "--print" in sys.argv:
        print(page)
    else:
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
