"""A visit to somebody at home, as by the staff of a shelter after the person has left it."""

from app.case.kinds.declaration import ALL, COURSE, RecordForm, RecordQuestion
from app.case.kinds.records import record_kind
from app.errors import N_

HOME_VISIT = record_kind(
    what="home visit",
    says=N_("Home visit noted"),
    struck_off=N_("Home visit struck off: it was entered in error"),
    who=ALL,
    group=COURSE,
    about="by",
    fills=("record",),
    form=RecordForm(
        word="home-visit",
        heading=N_("Home visits"),
        add=N_("Home visit"),
        hint=N_("Day, visitor, what was seen, next visit"),
        sentence=N_("Who was there, and what they saw. Your name is saved with it."),
        questions=(
            RecordQuestion("day", "day", N_("On which day"), N_("First enter the day.")),
            RecordQuestion("by", "text", N_("Who visited"), N_("First enter who visited.")),
            RecordQuestion("observed", "words", N_("What was seen"), N_("First enter what was seen.")),
            RecordQuestion("next", "day", N_("Next visit")),
        ),
        next="next",
        due=N_("Home visit"),
    ),
)
