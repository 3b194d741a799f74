"""What the purposes of a consent, and the statuses of a person, are called."""

from app.errors import N_

PURPOSE = {
    "interview": N_("the interview"), "record": N_("to record and keep"),
    "media": N_("photographs and sound"), "share": N_("to share"),
    "statistics": N_("anonymous statistics"), "recontact": N_("to be contacted again"),
    "return": N_("to return"),
}  # fmt: skip
STATUS = {
    "possible": N_("Possible victim"), "presumed": N_("Presumed victim"),
    "identified": N_("Formally identified"), "not-identified": N_("Not identified"),
}  # fmt: skip
# How much of a danger an officer sees.
LEVEL: dict[str, str] = {
    "low": N_("Low"), "medium": N_("Medium"), "high": N_("High"), "immediate": N_("Immediate"),
}  # fmt: skip
