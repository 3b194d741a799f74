"""What the use cases show has no language: pages, commands and papers put it into words."""

import ast
from pathlib import Path

APP = Path(__file__).parents[1] / "app"
# Of these the language is a part of what is asked for: a paper, a guide, a question as its
# questionnaire asks it, an officer who is set up.
IN_A_LANGUAGE = {
    "casework/cases/event_changes.py", "casework/cases/field_labels.py", "casework/cases/issued_papers.py",
    "casework/cases/linked_cases.py", "casework/interviews/conflicts.py", "casework/interviews/spoken_answers.py",
    "casework/lifecycle/rights_sheet.py", "casework/pages/figure_files.py", "casework/pages/guide.py",
    "casework/pages/office_figures.py", "casework/pages/work_list.py", "casework/records/practice_vault.py",
    "casework/records/unlock.py", "casework/sharing/inbox.py",
}  # fmt: skip
OF_PAPERS_AND_QUESTIONS = ("export", "questionnaires")


def modules_with_a_language() -> set[str]:
    found = set()
    for folder in ("case", "casework", "vault", "sync"):
        for path in (APP / folder).rglob("*.py"):
            name = path.relative_to(APP).as_posix()
            arguments = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.arg))
            if any(node.annotation and "Language" in ast.unparse(node.annotation) for node in arguments):
                found.add(name)
    return {name for name in found if name.split("/")[1] not in OF_PAPERS_AND_QUESTIONS}


def test_no_view_is_made_in_a_language_but_those_of_which_it_is_a_part():
    assert modules_with_a_language() == IN_A_LANGUAGE
