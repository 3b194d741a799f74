"""Help: the keys, and what is done with what is written."""

from app.errors import N_
from app.ui.app_context import Desk
from app.ui.fact_rows import fact_row
from app.ui.labels import Label, plain
from app.ui.parts.boxes import Box, group
from app.ui.parts.frame import Office
from app.version import PROGRAM

_KEYS = (
    ("F9", N_("Hide at once; Esc twice does the same")),
    ("Ctrl+L", N_("The other language")),
    ("Ctrl+N", N_("New case")),
    ("Ctrl+K", N_("Search cases")),
    ("Ctrl+Enter", N_("Next, or the main button")),
    ("Alt+← →", N_("Back and forward")),
    ("1 – 9", N_("Choose that answer")),
    ("Ctrl+Z", N_("Undo the last answer")),
    ("Ctrl+G", N_("Sections of the interview")),
    ("Ctrl+1 – 7", N_("Pages in the side bar")),
)
_SENTENCES = (
    N_(
        "Each answer is kept when it is given; the badge above says when. There is nothing to save."
    ),
    N_("An interview can be left at any moment. It waits on the first page."),
    N_("If nobody uses the computer, the screen is hidden and Sanad locks later."),
    N_(
        "Everything stays on this computer. What leaves it is sealed: on the stick that you carry, to"
        " the headquarters that the desk has named, or in a file that you hand over."
    ),
)
_TOGETHER = (
    N_("The desk sets up the organisation once, and gives an invitation: Settings, Join."),
    N_("Two people compare six words on both screens. If one word differs, nothing is joined."),
    N_("A case goes to a colleague, a team or a supervisor with Hand over, on its page."),
    N_(
        "Files travel on a USB stick. Nobody who finds it can read them. Write them here, then open them on the other computer."
    ),
    N_(
        "With a headquarters it goes by itself; its page says what waits and why, and can pause it."
    ),
    N_("Another office gets a case as a sealed file: Hand over a file, on the case’s page."),
    N_(
        "Files go into a case on its page. A copy outside is asked for, and the case’s history says so."
    ),
    N_(
        "Before a crossing or a search: Headquarters, Send and clear. What is there leaves this computer."
    ),
    N_(
        "If a computer is lost, tell the desk at once: it ends its access, and prints what was on it."
    ),
    N_("Where two colleagues wrote different values, both are kept, and one of you decides."),
)
_CASE = (
    N_("A case goes on from its own page. Its first button is the next thing that waits."),
    N_("What is missing for the next stage is listed below the stages, each with its button."),
    N_("Nothing goes to an agency without consent, or a legal basis, or a reason that is signed."),
    N_("A refusal is a right. What was agreed to can be withdrawn; who had the case is then told."),
    N_("A status is decided by a body, with its reason; some only once a second person confirms."),
    N_("A supervisor closes a case with how it ended, and can reopen it."),
)


class Help(Office):
    """One page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "help", N_("Help"))
        box = Box(margins=(18, 12, 18, 12), gap=6)
        for sentence in _SENTENCES:
            box.inside.addWidget(Label(sentence))
        self.body.addWidget(group(N_("Good to know"), box))
        course = Box(margins=(18, 12, 18, 12), gap=6)
        for sentence in _CASE:
            course.inside.addWidget(Label(sentence))
        self.body.addWidget(group(N_("The course of a case"), course))
        together = Box(margins=(18, 12, 18, 12), gap=6)
        for sentence in _TOGETHER:
            together.inside.addWidget(Label(sentence))
        self.body.addWidget(group(N_("Working with colleagues"), together))
        keys = Box(margins=(18, 12, 18, 12), gap=6)
        for key, message in _KEYS:
            keys.inside.addWidget(fact_row(key, message, says=True))
        self.body.addWidget(group(N_("Keys"), keys))
        self.body.addWidget(Label(plain(PROGRAM), "small", "ink2"))
        self.body.addStretch(1)
