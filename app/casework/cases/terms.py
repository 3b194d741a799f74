"""What the purposes and answers of a consent, the statuses of a person and the marks of a case are called."""

from app.errors import N_

PURPOSE = {
    "interview": N_("the interview"), "record": N_("to record and store"),
    "media": N_("photographs and sound"), "share": N_("to share with an agency"),
    "statistics": N_("anonymous statistics"), "recontact": N_("to be contacted again"),
    "return": N_("to return home"),
}  # fmt: skip
STATUS = {
    "possible": N_("Potential victim"), "presumed": N_("Presumed victim"),
    "identified": N_("Identified victim"), "not-identified": N_("Not identified as a victim"),
}  # fmt: skip
# How much of a danger an officer sees.
LEVEL: dict[str, str] = {
    "low": N_("Low"), "medium": N_("Medium"), "high": N_("High"), "immediate": N_("Immediate danger"),
}  # fmt: skip
# What the person said to a purpose.
ANSWER: dict[str, str] = {
    "yes": N_("Yes"), "no": N_("No"), "withdrawn": N_("Withdrawn"), "not_asked": N_("Not asked"),
}  # fmt: skip
# What a case carries wherever it is shown (app.case.urgency): in a list, and in a sentence on paper.
MARK: dict[str, str] = {
    "urgent": N_("Urgent"), "child": N_("Child"), "child_suspected": N_("Child?"),
    "age_unknown": N_("Age not known"), "danger": N_("Danger"), "visit": N_("Site visit"),
}  # fmt: skip
MARK_SAYS: dict[str, str] = {
    "urgent": N_("An urgent need is still open."),
    "child": N_("The person is a child."),
    "child_suspected": N_("The person may be a child, and is treated as one until the age is established."),
    "age_unknown": N_("The age is not known; the officer had no doubt that the person is an adult."),
    "danger": N_("The level of risk is high, or there is danger."),
    "visit": N_("Observations at a place, not about one person."),
}  # fmt: skip
# Why no talk was held.
OUTCOME: dict[str, str] = {
    "unsafe": N_("It was not safe"), "overheard": N_("Somebody might have heard"),
    "forbidden": N_("Somebody prevented a private talk"),
    "declined": N_("The person did not want to talk"),
}  # fmt: skip
