"""What a person who answered details has said at the gates of the rapid screening before them."""

GATES = {
    "needs_any": ("needs_today",),
    "limited": ("limits",),
    "permit_trouble": ("papers_state",),
    "harmed": ("threats", "hurt", "touched", "punished", "before_pressure"),
    "pay_trouble": ("pay_problems",),
    "place_trouble": ("conditions", "missing"),
    "debt_any": ("fees", "debt_now"),
    "told_other": ("different",),
    "forced_any": ("made_to",),
}
_NOTHING, _OPEN = {"none", "nothing", "no"}, {"unknown", "refused"}
_WHOLE_JOBS = {"domestic", "street", "entertain", "other", "home", "study", "nothing", *_OPEN}


def with_gates(answers: dict[str, str]) -> dict[str, str]:
    """`answers` by question, with those of the gates that were not named; of a detail that nobody was
    asked the gate stays unasked too. A kind of work is *other work*, and that kind."""
    full = dict(answers)
    job = answers.get("job", "")
    if job and job not in _WHOLE_JOBS:
        full |= {"job": "other", "industry": job}
    for gate, details in GATES.items():
        words = {word for name in details for word in answers.get(name, "").split()}
        if gate in answers or not words:
            continue
        found, open_words = words - _NOTHING - _OPEN, sorted(words & _OPEN)
        full[gate] = "yes" if found else open_words[0] if open_words else "no"
    return full
