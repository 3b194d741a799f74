"""What can be added to a case, and all the ways in which something of it goes to somebody."""

from typing import TYPE_CHECKING

from app.errors import N_
from app.ui import case_marks, navigation
from app.ui.attachments.section import choose
from app.ui.case import consent, people, records
from app.ui.groups import membership
from app.ui.parts.offers import Offer
from app.ui.sharing import hand_over
from app.ui.shift import notes

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen


def additions(screen: "CaseScreen") -> list[Offer]:
    """Behind "Add"."""
    page, case_id = screen.of_course(), screen.case_id
    is_visit = screen.told is not None and case_marks.VISIT in screen.told.marks
    is_open = not page.course.road.closed
    talk = Offer(
        N_("Another interview"), N_("The same questions once more"), "person",
        screen.goes(navigation.StartInterview(case_id=case_id)),
    )  # fmt: skip
    note = Offer(
        notes.ADD, N_("It waits until a colleague takes it over"), "pen",
        lambda: notes.write(screen, case_id),
    )  # fmt: skip
    return [
        *([talk] if is_open and not is_visit else ()),
        Offer(
            N_("Add a file"), N_("A photograph, a scan, a recording"), "picture",
            lambda: choose(screen, case_id),
        ),
        Offer(
            N_("Add a person or place"), N_("Family, employer, suspect, work site"), "list",
            lambda: people.note(page),
        ),
        *(records.offers(page) if is_open and not is_visit else ()),
        *([note] if is_open else ()),
        Offer(
            membership.PUT, N_("With other cases of one site or one employer"), "folder",
            lambda: membership.put(page),
        ),
    ]  # fmt: skip


def givings(screen: "CaseScreen") -> list[Offer]:
    """Behind "Share": one place for everything that leaves this officer's hands."""
    page, case_id, go_to = screen.of_course(), screen.case_id, screen.goes
    reference = screen.told.reference if screen.told is not None else ""
    is_joined, is_open = screen.context.status.joined, not page.course.road.closed
    is_person = screen.told is None or case_marks.VISIT not in screen.told.marks
    offers = (
        (is_joined, Offer(
            N_("Hand over"), N_("The case becomes a colleague’s, once they accept"), "handover",
            lambda: hand_over.hand_over(screen, case_id),
        )),
        (is_joined, Offer(
            N_("Give access"), N_("A colleague reads and continues it with you"), "person",
            lambda: hand_over.give_access(screen, case_id),
        )),
        (is_open and is_person, Offer(
            N_("Refer to an agency"), consent.agreed_agencies(page), "send",
            go_to(navigation.Refer(case_id)),
        )),
        (True, Offer(
            N_("Print or save"), N_("The case or an interview, on paper or as a PDF"), "doc",
            screen.print_it,
        )),
        (is_person and screen.told is not None, Offer(
            N_("Dossier for an authority"), N_("One paper of the case, for the prosecution"), "flag",
            go_to(navigation.Dossier(case_id, reference)),
        )),
        (is_person, Offer(
            N_("What goes, and what stays"), N_("For each recipient; texts are read over here"), "eye",
            go_to(navigation.Disclosure(case_id, origin=navigation.Case(case_id))),
        )),
        (True, Offer(
            N_("Hand over a file"), N_("A protected file for an agency, or the person’s own copy"), "lock",
            go_to(navigation.ExportBundle(case_id)),
        )),
        (is_person, Offer(
            N_("Rights and numbers to call"), N_("A sheet or a card in the person’s language"), "person",
            go_to(navigation.RightsSheet(case_id)),
        )),
        (True, Offer(
            N_("Agencies and services"), N_("Whom to call, and when it is safe to"), "book",
            go_to(navigation.AgencyDirectory(case_id)),
        )),
    )  # fmt: skip
    return [offer for is_given, offer in offers if is_given]
