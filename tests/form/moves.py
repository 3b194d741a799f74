"""What somebody may do in an interview, drawn at random, and all that can be seen of it."""

import random
from typing import Any

from app.casework.questionnaires.recorded_interview import RecordedInterview
from app.form import AnswerRefused, Interview
from app.form.instance import Entries, Live

VALUES = ["", "0", "1", "2", "5", "9", "yes", "no", "a", "b", "10:30"]
NEW_EACH_TIME = frozenset({"instanceID", "deprecatedID"})


def places(talk: Interview) -> list[Live | Entries]:
    """Every place and every list of entries that people may meet, in document order."""
    visible: list[Live | Entries] = []
    stack: list[Live | Entries] = [talk.root.node]
    while stack:
        place = stack.pop()
        visible.append(place)
        if isinstance(place, Entries):
            stack += reversed([frame.node for frame in place.frames])
        elif place.definition.children:
            stack += reversed([place.frame.slots[definition.slot] for definition in place.definition.children])
    return visible


def move(talk: Interview, draw: random.Random) -> tuple[str, ...]:
    """Answer, type over a calculation, undo that, add an entry or remove one; what was done."""
    visible = places(talk)
    leaves = [place for place in visible if isinstance(place, Live) and place.definition.leaf]
    repeats = [place.ref for place in visible if isinstance(place, Entries)]
    entries = [place.ref for place in visible if isinstance(place, Live) and place.definition.is_repeat]
    typed_over = [place for place in leaves if place.over is not None]
    calculated = [place for place in leaves if place.definition.calculated]
    chance = draw.random()
    try:
        if repeats and chance < 0.12:
            return "add", talk.add(draw.choice(repeats))[0]
        if entries and chance < 0.2:
            ref = draw.choice(entries)
            talk.remove(ref)
            return "remove", ref
        if typed_over and chance < 0.28:
            ref = draw.choice(typed_over).ref
            talk.use_calculated(ref)
            return "undo", ref
        pool = calculated if calculated and chance < 0.5 else leaves
        if not pool:
            return ("nothing",)
        live = draw.choice(pool)
        offered = [choice.value for choice in talk.node(live.ref).choices]
        value = draw.choice([*offered, ""] if offered else VALUES)
        talk.answer(live.ref, value)
    except AnswerRefused:
        return ("refused",)
    return "answer", live.ref, value


def seen(talk: Interview) -> dict[str, Any]:
    """Everything that can be seen: values, relevance, required, read-only, rules, choices, words,
    entries, where each value came from and what it stands over. Of an irrelevant place only that it is."""
    observed = RecordedInterview(talk.form, talk)
    state: dict[str, Any] = {
        ref: {key: value for key, value in look.items() if key != "attributes"} if look["relevant"] else None
        for ref, look in observed.state().items()
        if ref.rpartition("/")[2] not in NEW_EACH_TIME
    }
    for live in talk._in_order():
        if live.definition.leaf and live.definition.name not in NEW_EACH_TIME:
            ref = observed.counted(live.ref)
            state[f"{ref} came from"] = (live.text, live.came_from, live.over)
    return state
