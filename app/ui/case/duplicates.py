"""Cases that may be about the same person, and those that this one is linked with."""

from PySide6.QtWidgets import QWidget

from app.casework.cases import duplicates
from app.casework.cases.duplicates import DuplicateCandidate, LinkedCase
from app.casework.pages.case_page import PartnerMatch
from app.errors import N_
from app.language import isolate, isolate_ltr, strip_marks
from app.ui import navigation
from app.ui.case import closure
from app.ui.case.context import CasePageContext
from app.ui.case.linked_cases import AS_ONE
from app.ui.labels import Text, plain
from app.ui.parts import Button, Row, Rows, group, layouts
from app.ui.parts.buttons import Kind


def may_be(page: CasePageContext, doubles: tuple[DuplicateCandidate, ...]) -> QWidget | None:
    """Nothing is merged by itself: somebody looks, and says."""
    if not doubles:
        return None
    rows = Rows()
    for double in doubles:
        rows.add(Row(_who(double), _why(double), "person", _choices(page, double), tone="wait"))
    return group(N_("May be the same person"), rows)


def _who(other_case: DuplicateCandidate | LinkedCase) -> Text:
    name = isolate(other_case.name) if other_case.name else ""
    number = isolate_ltr(other_case.reference)
    return plain(f"{name} · {number}" if name else number)


def _why(double: DuplicateCandidate) -> Text:
    return lambda w: " · ".join(w(reason) for reason in double.reasons)


def _choices(page: CasePageContext, double: DuplicateCandidate) -> QWidget:
    reference = strip_marks(double.reference)
    ways = (
        (N_("Open"), page.screen.goes(navigation.Case(double.case_id))),
        (N_("Not the same"), lambda: _not_same(page, double)),
        (N_("The same person"), lambda: _same(page, double)),
    )
    buttons = [Button(says, "quiet", on_click=act, about=reference) for says, act in ways]
    return layouts.row_widget(*buttons, gap=4)


def _not_same(page: CasePageContext, double: DuplicateCandidate) -> None:
    page.screen.write_vault(lambda session: duplicates.link(session, page.case_id, double.case_id, "not-same", ""))


def _same(page: CasePageContext, double: DuplicateCandidate) -> None:
    _link(
        page,
        N_("Are these two cases about the same person?"),
        N_("Both cases stay as they are and are linked to each other. You can undo this, with a reason."),
        N_("The same person"),
        double.case_id,
        "same",
    )


def known_to(matches: tuple[PartnerMatch, ...]) -> QWidget | None:
    """Partners that had the same keys: to be asked, on the ways of the agreement."""
    if not matches:
        return None
    rows = Rows.of(Row(plain(isolate(match.partner)), _same_keys(match), "people") for match in matches)
    return group(N_("May be known to a partner too"), rows)


def _same_keys(match: PartnerMatch) -> Text:
    return lambda w: w(
        N_("The same: {kinds} · {day}. No proof that it is the same person."),
        kinds=" · ".join(w(kind) for kind in match.kinds),
        day=match.at,
    )


def linked(page: CasePageContext, cases: tuple[LinkedCase, ...]) -> QWidget | None:
    """Those that belong together. What is not on this computer is named by nothing."""
    visible = [case for case in cases if case.as_ != "not-same"]
    if not visible:
        return None
    rows = Rows()
    for linked_case in visible:
        rows.add(Row(_name(linked_case), _as(linked_case), "folder", _ways(page, linked_case)))
    return group(N_("Linked cases"), rows)


def _name(case: LinkedCase) -> Text:
    return _who(case) if case.here else N_("A case that is not on this computer")


def _as(case: LinkedCase) -> Text:
    return duplicates.AS.get(case.as_, case.as_)


def _ways(page: CasePageContext, case: LinkedCase) -> QWidget:
    if not case.here:
        return QWidget()
    reference = strip_marks(case.reference)
    show = page.screen.goes(navigation.Case(case.case_id))
    as_one = page.screen.goes(navigation.LinkedCases(page.case_id))
    ways = [
        Button(N_("End the link"), "quiet", on_click=lambda: _end(page, case), about=reference),
        Button(N_("Open"), "second", on_click=show, about=reference),
    ]
    if case.as_ == "same":
        ways.insert(0, Button(AS_ONE, "quiet", on_click=as_one, about=reference))
    return layouts.row_widget(*ways, gap=4)


def _end(page: CasePageContext, case: LinkedCase) -> None:
    _link(
        page,
        N_("End this link?"),
        N_("The recorded information stays in both cases, with the reason for ending the link."),
        N_("End the link"),
        case.case_id,
        "",
        kind="grave",
    )


def _link(
    page: CasePageContext, title: str, sentence: str, verb: str, other_id: str, as_: str, kind: Kind = "primary"
) -> None:
    closure.ask_reason(
        page,
        f"link {other_id} {as_}",
        title,
        sentence,
        verb,
        lambda reason: duplicates.link(page.session, page.case_id, other_id, as_, reason),
        leave=N_("Not now"),
        kind=kind,
    )
