"""What a case shows, as facts in words that no version changes: what two versions of Sanad are compared by.

A fact is a kind and its values, in no language and of no screen. A later version may add facts and kinds;
those that stand here it goes on telling, with the same values, whatever its own classes are called by
then. docs/formats/update.md, "The trial"
"""

from collections.abc import Iterator

from app.case.projection import Case, FinishedInterview
from app.seal import canonical
from app.seal.secret import mac

DIGEST = 8  # bytes of a fact's digest: compared within a case, under a key that is used once
Fact = tuple[str, canonical.Value]


def facts(case_state: Case) -> Iterator[Fact]:
    """(kind, values), each once for each time that it holds."""
    yield "name", case_state.name
    yield "reference", case_state.reference
    yield "stage", case_state.stage
    yield "restricted", int(case_state.restricted)
    yield "responsible", [case_state.responsible, case_state.assigned]
    for name, value in case_state.facts.items():
        yield "fact", [name, value]
    for interview in case_state.interviews.values():
        yield from _of_interview(interview)
    for case_field, register in case_state.registers.items():
        if case_field[0] != "answer":
            yield "field", [list(case_field), sorted(write.text for write in register.standing)]
    for conflict in case_state.conflicts:
        yield "differs", list(conflict.field)
    for event in case_state.timeline:
        yield "event", [event.id, event.what, int(event.id not in case_state.without_effect)]
    for attachment in case_state.attached.values():
        yield "file", [attachment.file, attachment.name, attachment.hash]
    for decision in case_state.decisions:
        yield "decision", [decision.event, int(decision.confirmed)]
    for (kind, reader), access in case_state.access.items():
        yield "access", [kind, reader, access]


def _of_interview(interview: FinishedInterview) -> Iterator[Fact]:
    form = interview.form.get("hash")
    yield "interview", [interview.id, form if isinstance(form, bytes | str) else "", interview.part]
    for path, text in interview.answers.items():
        yield "answer", [interview.id, path, text]
    for path, texts in interview.both.items():
        yield "answer kept beside", [interview.id, path, list(texts)]


def digests(case_state: Case, key: bytes) -> dict[str, bytes]:
    """By kind: the digests of its facts, one after another, sorted. Under `key`, which is made for one
    trial: whoever finds them later learns nothing of the case."""
    by_kind: dict[str, list[bytes]] = {}
    for kind, values in facts(case_state):
        digest = mac(key, canonical.encode([kind, values]))[:DIGEST]
        by_kind.setdefault(kind, []).append(digest)
    return {kind: b"".join(sorted(parts)) for kind, parts in by_kind.items()}


def missing(former: dict[str, bytes], newer: dict[str, bytes]) -> dict[str, int]:
    """How many of the facts of each kind the newer one doesn't tell. What it tells besides is none."""
    lacking: dict[str, int] = {}
    for kind, parts in former.items():
        newer_parts = _parts(newer.get(kind, b""))
        count = sum(part not in newer_parts for part in _parts(parts))
        if count:
            lacking[kind] = count
    return lacking


def _parts(digests_of_kind: bytes) -> set[bytes]:
    return {digests_of_kind[at : at + DIGEST] for at in range(0, len(digests_of_kind), DIGEST)}
