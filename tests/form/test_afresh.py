"""Computing only what an answer touches gives the same as computing everything afresh."""

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.form import AnswerRefused, Form, Interview
from tests.form.conftest import opened

NUMBERS = ["", "0", "1", "5", "12", "100"]
TEXTS = ["", "a", "b", "yes", "no"]


def _expression(draw: random.Random, names: list[str], *, truth: bool) -> str:
    """An expression over earlier questions, of the shapes that authors write."""

    def one() -> str:
        return "${" + draw.choice(names) + "}"

    if not names:
        return "true()" if truth else "1 + 1"
    if truth:
        return draw.choice(
            [
                f"{one()} = 'yes'",
                f"{one()} != ''",
                f"{one()} > 4",
                f"selected({one()}, 'a')",
                f"{one()} = 'no' or {one()} < 3",
                f"not({one()} = '')",
                f"string-length({one()}) > 1",
            ]
        )
    return draw.choice(
        [
            f"coalesce({one()}, 0) + 1",
            f"concat({one()}, '-', {one()})",
            f"if({one()} > 2, {one()}, 'z')",
            f"count-selected({one()})",
            f"string-length({one()})",
            f"{one()}",
            f"number({one()}) * 2",
        ]
    )


def _table(seed: int) -> str:
    """A form of questions, groups and repeats that depend on one another."""
    draw = random.Random(seed)
    rows: list[str] = []
    open_blocks: list[str] = []
    outside: list[str] = []
    scopes: list[list[str]] = [[]]
    repeats: list[str] = []
    for at in range(draw.randint(6, 18)):
        visible = [name for scope in scopes for name in scope]
        relevant = _expression(draw, visible, truth=True) if draw.random() < 0.35 else ""
        kind = draw.choice(["integer", "text", "select", "calc", "calc", "group", "repeat", "end", "sum"])
        name = f"q{at}"
        if kind == "group" and len(open_blocks) < 2:
            rows.append(f"| | begin_group | {name} | G | {relevant} | | | |")
            open_blocks.append("end_group")
            continue
        if kind == "repeat" and "end_repeat" not in open_blocks:
            rows.append(f"| | begin_repeat | {name} | R | {relevant} | | | |")
            open_blocks.append("end_repeat")
            repeats.append(name)
            scopes.append([])
            # pyxform wants something in every block
            rows.append(f"| | integer | {name}x | X | | | | |")
            scopes[-1].append(f"{name}x")
            continue
        if kind == "end" and open_blocks:
            block = open_blocks.pop()
            rows.append(f"| | text | e{at} | E | | | | |")
            rows.append(f"| | {block} | | | | | | |")
            if block == "end_repeat":
                outside += scopes.pop()
            continue
        if kind == "sum" and outside and repeats:
            inner = draw.choice(outside)
            shape = draw.choice([f"sum(${{{inner}}})", f"count(${{{repeats[0]}}})", f"join(' ', ${{{inner}}})"])
            if "end_repeat" not in open_blocks:
                rows.append(f"| | calculate | {name} | | {relevant} | {shape} | | |")
                scopes[-1].append(name)
            continue
        if kind == "calc":
            place = (
                "position(..) + "
                if "end_repeat" in open_blocks and "end_group" not in open_blocks and draw.random() < 0.3
                else ""
            )
            rows.append(
                f"| | calculate | {name} | | {relevant} | {place}{_expression(draw, visible, truth=False)} | | |"
            )
        elif kind == "select":
            chosen = f"n != {'${' + draw.choice(visible) + '}'}" if visible and draw.random() < 0.5 else ""
            rows.append(
                f"| | select_one k | {name} | S {'${' + draw.choice(visible) + '}' if visible else ''} | {relevant} | | {chosen} | |"
            )
        elif kind == "integer":
            rows.append(f"| | integer | {name} | I | {relevant} | | | {'. < 50' if draw.random() < 0.5 else ''} |")
        else:
            rows.append(f"| | text | {name} | T | {relevant} | | | |")
        scopes[-1].append(name)
    while open_blocks:
        rows.append(f"| | text | z{len(open_blocks)} | Z | | | | |")
        rows.append(f"| | {open_blocks.pop()} | | | | | | |")
    head = "| survey | type | name | label | relevant | calculation | choice_filter | constraint |"
    choices = "| choices | list_name | name | label | n |\n| | k | yes | Yes | 1 |\n| | k | no | No | 5 |\n| | k | a | A | a |"
    return "\n".join([head, "| | integer | first | F | | | | |", *rows, choices])


def _look(talk: Interview) -> dict[str, Any]:
    """All that can be seen, by position: ids are random."""
    looks: dict[str, Any] = {}
    stack = [(talk.root.node, talk.form.root.path)]
    while stack:
        live, ref = stack.pop()
        node = talk.node(live.ref)
        looks[ref] = (
            node.value if node.relevant else None,
            node.relevant,
            node.required,
            node.constraint_ok,
            node.label,
            tuple(choice.value for choice in node.choices) if node.relevant else (),
        )
        number: dict[str, int] = {}
        for child in live.elements() if live.definition.children else ():
            number[child.definition.name] = number.get(child.definition.name, 0) + 1
            at = f"[{number[child.definition.name]}]" if child.definition.is_repeat else ""
            stack.append((child, f"{ref}/{child.definition.name}{at}"))
    return {key: value for key, value in looks.items() if "instanceID" not in key}


def _act(talk: Interview, draw: random.Random) -> dict[str, str | None]:
    leaves, repeats, entries = [], [], []
    stack = [talk.root.node]
    while stack:
        live = stack.pop()
        for definition in live.definition.children:
            place = live.frame.slots[definition.slot]
            if definition.is_repeat:
                repeats.append(place.ref)
                entries += [frame.prefix for frame in place.frames]
                stack += [frame.node for frame in place.frames]
            elif definition.children:
                stack.append(place)
            elif definition.in_body:
                leaves.append(place)
    roll = draw.random()
    if repeats and roll < 0.15:
        return dict(talk.add(draw.choice(sorted(repeats)))[1].answers)
    if entries and roll < 0.25:
        return dict(talk.remove(draw.choice(sorted(entries))).answers)
    live = draw.choice(sorted(leaves, key=lambda leaf: leaf.ref))
    try:
        return dict(talk.answer(live.ref, draw.choice(NUMBERS if live.definition.type == "int" else TEXTS)).answers)
    except AnswerRefused:
        return {}


_FORMS: dict[int, Form] = {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 150), st.integers(0, 10_000))
def test_after_any_operations_all_looks_as_if_computed_afresh(seed, moves):
    form = _FORMS.get(seed) or _FORMS.setdefault(seed, opened(_table(seed)))
    draw = random.Random(moves)
    talk = Interview(form)
    durable: dict[str, str] = dict(talk.stored())
    for _ in range(12):
        for path, text in _act(talk, draw).items():
            if text is None:
                durable.pop(path, None)
            else:
                durable[path] = text
        afresh = Interview(form, talk.stored())
        assert _look(talk) == _look(afresh), _table(seed)
    assert Interview(form, durable).values() == talk.values()
