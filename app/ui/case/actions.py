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
    offers = []
    if not is_visit and is_open:
        talk = navigation.StartInterview(case_id=case_id)
        offers.append(
            Offer(
                N_("Another interview"), N_("The same questions once more"), "person",
                lambda: screen.wants.emit(talk),
            )
        )  # fmt: skip
    offers.append(
        Offer(
            N_("Add a file"), N_("A photograph, a scan, a recording"), "picture",
            lambda: choose(screen, case_id),
        )
    )  # fmt: skip
    offers.append(
        Offer(
            N_("Add a person or place"), N_("Family, employer, suspect, work site"), "list",
            lambda: people.note(page),
        )
    )  # fmt: skip
    if is_open and not is_visit:
        offers += records.offers(page)
    if is_open:
        offers.append(
            Offer(
                notes.ADD, N_("It waits until a colleague takes it over"), "pen",
                lambda: notes.write(screen, case_id),
            )
        )  # fmt: skip
    offers.append(
        Offer(
            membership.PUT, N_("With other cases of one site or one employer"), "folder",
            lambda: membership.put(page),
        )
    )  # fmt: skip
    return offers


def givings(screen: "CaseScreen") -> list[Offer]:
    """Behind "Share": one place for everything that leaves this officer's hands."""
    page, case_id = screen.of_course(), screen.case_id
    joined = screen.context.status.joined
    is_visit = screen.told is not None and case_marks.VISIT in screen.told.marks
    offers = []
    if joined:
        offers.append(
            Offer(
                N_("Hand over"), N_("The case becomes a colleague’s, once they accept"), "handover",
                lambda: hand_over.hand_over(screen, case_id),
            )
        )  # fmt: skip
        offers.append(
            Offer(
                N_("Give access"), N_("A colleague reads and continues it with you"), "person",
                lambda: hand_over.give_access(screen, case_id),
            )
        )  # fmt: skip
    if not page.course.road.closed and not is_visit:
        offers.append(
            Offer(
                N_("Refer to an agency"), consent.agreed_agencies(page), "send",
                screen.goes(navigation.Refer(case_id)),
            )
        )  # fmt: skip
    offers.append(
        Offer(
            N_("Print or save"), N_("The case or an interview, on paper or as a PDF"), "doc",
            screen.print_it,
        )
    )  # fmt: skip
    if not is_visit and screen.told is not None:
        dossier = navigation.Dossier(case_id, screen.told.reference)
        offers.append(
            Offer(
                N_("Dossier for an authority"), N_("One paper of the case, for the prosecution"),
                "flag", lambda: screen.wants.emit(dossier),
            )
        )  # fmt: skip
    if not is_visit:
        disclosure = navigation.Disclosure(case_id, origin=navigation.Case(case_id))
        offers.append(
            Offer(
                N_("What goes, and what stays"), N_("For each recipient; texts are read over here"),
                "eye", lambda: screen.wants.emit(disclosure),
            )
        )  # fmt: skip
    offers.append(
        Offer(
            N_("Hand over a file"), N_("A protected file for an agency, or the person’s own copy"),
            "lock", screen.goes(navigation.ExportBundle(case_id)),
        )
    )  # fmt: skip
    if not is_visit:
        rights = navigation.RightsSheet(case_id)
        offers.append(
            Offer(
                N_("Rights and numbers to call"), N_("A sheet or a card in the person’s language"),
                "person", lambda: screen.wants.emit(rights),
            )
        )  # fmt: skip
    directory = navigation.AgencyDirectory(case_id)
    offers.append(
        Offer(
            N_("Agencies and services"), N_("Whom to call, and when it is safe to"), "book",
            lambda: screen.wants.emit(directory),
        )
    )  # fmt: skip
    return offers
