"""Help: the keys, and what is done with what is written."""

from app.errors import N_
from app.ui.app_context import AppContext
from app.ui.fact_rows import fact_row
from app.ui.labels import Label, program
from app.ui.parts.boxes import Box, group
from app.ui.parts.frame import Office

KEYS = (
    ("F1", N_("Help for this page")),
    ("F9", N_("Hide at once; Esc twice does the same")),
    ("Ctrl+L", N_("The other language")),
    ("Enter", N_("Press the button, open the row, go to the next field")),
    ("Esc", N_("Close what was opened last")),
    ("Ctrl+N", N_("New case")),
    ("Ctrl+K", N_("Search cases")),
    ("Ctrl+Enter", N_("Next, or the main button")),
    ("Alt+← →", N_("Back and forward")),
    ("1 – 9", N_("Choose that answer")),
    ("Ctrl+Z", N_("Undo the last answer")),
    ("Shift+F1", N_("Guidance on the question")),
    ("Ctrl+G", N_("Sections of the interview")),
    ("Ctrl+1 – 7", N_("Pages in the side bar")),
)
_SENTENCES = (
    N_(
        "Each answer is saved when it is given; the badge above shows the time. You don’t need to save."
    ),
    N_("You can leave an interview at any moment. It stays on the Today page."),
    N_("If nobody uses the computer, the screen is hidden and Sanad locks later."),
    N_(
        "Everything stays on this computer. What leaves it is sealed: on your USB stick, "
        "to the server that user management has set, or in a file that you hand over."
    ),
)
_TOGETHER = (
    N_(
        "User management sets up the organisation once and gives you an invitation: Settings, Join."
    ),
    N_("Two people compare six words on both screens. If one word differs, nothing is joined."),
    N_("Use Hand over on the case page to give a case to a colleague, a team or a supervisor."),
    N_(
        "Files travel on a USB stick. Nobody who finds it can read them. Write them here, then open them on the other computer."
    ),
    N_(
        "With a server this is automatic; the server page shows what is waiting and why, and can pause it."
    ),
    N_("To give another office a case as a sealed file, use Hand over a file on the case page."),
    N_(
        "Add files to a case on its page. Sanad asks before it saves a copy elsewhere, and the case history records it."
    ),
    N_(
        "Before a crossing or a search: choose Server, then “Send, then remove”. What is there leaves this computer."
    ),
    N_(
        "If a computer is lost, tell user management at once: it ends the computer’s access and prints what was on it."
    ),
    N_("If two colleagues write different values, both are saved, and one of you decides."),
)
_CASE = (
    N_("Work on a case from its own page. The first button is the next step."),
    N_("What is missing for the next stage is listed below the stages, each with its button."),
    N_("Nothing goes to an agency without consent, a legal basis or a signed reason."),
    N_(
        "Refusing is a right. Consent can be withdrawn; every agency that had the case is then told."
    ),
    N_(
        "An agency decides the status and gives the reason; some decisions count only once a second person confirms them."
    ),
    N_("A supervisor closes a case with its result, and can reopen it."),
)


class Help(Office):
    """One page."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "help", N_("Help"))
        box = Box(margins=(18, 12, 18, 12), gap=6)
        for sentence in _SENTENCES:
            box.inside.addWidget(Label(sentence))
        self.body.addWidget(group(N_("Good to know"), box))
        course = Box(margins=(18, 12, 18, 12), gap=6)
        for sentence in _CASE:
            course.inside.addWidget(Label(sentence))
        self.body.addWidget(group(N_("Case progress"), course))
        together = Box(margins=(18, 12, 18, 12), gap=6)
        for sentence in _TOGETHER:
            together.inside.addWidget(Label(sentence))
        self.body.addWidget(group(N_("Working with colleagues"), together))
        keys = Box(margins=(18, 12, 18, 12), gap=6)
        for key, message in KEYS:
            keys.inside.addWidget(fact_row(key, message, says=True))
        self.body.addWidget(group(N_("Keys"), keys))
        self.body.addWidget(Label(program, "small", "ink2"))
        self.body.addStretch(1)
