"""What can be added to a case."""

from typing import TYPE_CHECKING

from app.errors import N_
from app.ui import case_marks, navigation
from app.ui.attachments.section import choose
from app.ui.case import people, records
from app.ui.groups import membership
from app.ui.parts.offers import Offer
from app.ui.shift import notes

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen


def additions(screen: "CaseScreen") -> list[Offer]:
    """Behind "Add"."""
    page, case_id = screen.of_course(), screen.case_id
    is_visit = screen.told is not None and case_marks.VISIT in screen.told.marks
    is_open = not page.course.road.closed
    talk = Offer(
        N_("Another interview"),
        N_("The same questions once more"),
        "person",
        screen.goes(navigation.StartInterview(case_id=case_id)),
    )
    note = Offer(notes.ADD, N_("It waits until a colleague takes it over"), "pen", lambda: notes.write(screen, case_id))
    return [
        *([talk] if is_open and not is_visit else ()),
        Offer(N_("Add a file"), N_("A photograph, a scan, a recording"), "picture", lambda: choose(screen, case_id)),
        Offer(
            N_("Add a person or place"), N_("Family, employer, suspect, work site"), "list", lambda: people.note(page)
        ),
        *(records.offers(page) if is_open and not is_visit else ()),
        *([note] if is_open else ()),
        Offer(
            membership.PUT, N_("With other cases of one site or one employer"), "folder", lambda: membership.put(page)
        ),
    ]
