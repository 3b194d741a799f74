"""Notes for each place of a form which computations and looks depend on it.

Done once, when all expressions of a form are compiled and before they are ordered (app.form.graph).
A reader is noted with the depth of the frame that its expression stays in, see Reads.places."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.form.computations import Calculation, Computation, DisplayComputation, EntryCount, FilteredChoices
from app.form.definition import Definition
from app.form.expressions import Reads

if TYPE_CHECKING:
    from app.form.model import Form


def note_readers(form: "Form") -> None:
    """Fill `readers`, and of repeats `inside` and what looks inside, of every definition."""
    for definition in form.definitions:
        if definition.is_repeat:
            _note_looks_inside(form, definition)
        reads = form._look_reads.get(definition)
        if reads is None or not reads.places:
            continue
        look = DisplayComputation(definition, reads=reads)
        for place, depth in reads.places:
            if place is not definition:
                place.readers.append((look, depth))
        _note_shown(form, look)
    for computation in form.computations:
        for place, depth in computation.reads.places:
            place.readers.append((computation, depth))
        _note_shown(form, computation)
    _note_group_texts(form.computations)
    _note_answered_entries(form)
    _note_inside_repeats(form.computations)


def entries_counted_from(repeat: Definition) -> frozenset[Definition] | None:
    """What in an entry the repeat's count is computed from ("one more, unless the last says no");
    None where the entries don't say how many there are."""
    counted_from = {place for place in repeat.everything() if _is_counted(place, repeat)}
    return frozenset(counted_from - {repeat}) if counted_from else None


def _is_counted(place: Definition, repeat: Definition) -> bool:
    """Does the count of a repeat's entries come from a place, by whatever calculations?"""
    visited = {place}
    waiting = [place]
    while waiting:
        for computation, _ in waiting.pop().readers:
            if isinstance(computation, EntryCount) and computation.definition is repeat:
                return True
            if isinstance(computation, Calculation) and computation.definition not in visited:
                visited.add(computation.definition)
                waiting.append(computation.definition)
    return False


def _note_shown(form: "Form", computation: Computation) -> None:
    """Words of choices in which other answers stand, and groups whose text is asked for: computed
    again when these change, yet nothing waits for them, which would make circles of forms in use."""
    shown_places = {place for definition in computation.reads.named for place in form._choice_reads.get(definition, ())}
    groups = computation.reads.group_texts
    group_places = (place for group in groups for place in group.everything())
    if isinstance(computation, DisplayComputation):
        shown_places.update(group_places)  # nothing is computed of how a place looks
    elif not any(group.contains(computation.definition) for group in groups):
        shown_places.update(place for place in group_places if not place.calculated)
    for place in shown_places:
        place.readers.append((computation, 0))


def _note_group_texts(computations: Iterable[Computation]) -> None:
    """What is computed inside a group whose text is asked for: unless it is made of this text again,
    which would never end."""
    for computation in computations:
        group_places = [
            place
            for group in computation.reads.group_texts
            if not group.contains(computation.definition)
            for place in group.everything()
            if place.calculated
        ]
        made_of_it = _following(computation) if group_places else set()
        for place in group_places:
            if place not in made_of_it:
                place.readers.append((computation, 0))


def _following(computation: Computation) -> set[Definition]:
    """Whatever may change where this is computed anew."""
    following: set[Definition] = set()
    waiting = [computation]
    while waiting:
        following_one = waiting.pop()
        changed_place = following_one.definition
        one_place = isinstance(following_one, Calculation | FilteredChoices)
        for definition in [changed_place] if one_place else changed_place.everything():
            if definition not in following:
                following.add(definition)
                waiting += [reader for reader, _ in definition.readers if not isinstance(reader, DisplayComputation)]
    return following


def _note_answered_entries(form: "Form") -> None:
    """A count that asks the entries is looked at again with each answer that it is computed from,
    though it comes to the same number: that the last entry is answered lets the next one open."""
    for computation in form.computations:
        if not isinstance(computation, EntryCount):
            continue
        repeat = computation.definition
        counted_from = form.counted_from(repeat)
        if counted_from is None:
            continue
        reader = (computation, repeat.outer_depth)
        for place in counted_from or repeat.everything():
            if place.leaf and reader not in place.readers:
                place.readers.append(reader)


def _note_inside_repeats(computations: Iterable[Computation]) -> None:
    """Let each repeat know what is computed in its entries; a count is computed outside of them."""
    for computation in computations:
        definition = computation.definition
        in_entries = definition.is_repeat and not isinstance(computation, EntryCount)
        ancestor = definition if in_entries else definition.parent
        while ancestor is not None:
            if ancestor.is_repeat:
                ancestor.inside.append(computation)
            ancestor = ancestor.parent


def _note_looks_inside(form: "Form", repeat: Definition) -> None:
    """Does a repeat, which stands outside of its entries, look into them?"""
    look_places = form._look_reads.get(repeat, Reads()).places
    repeat.label_looks_inside = any(repeat.contains(place) for place, _ in look_places)
    read = {place for computation in repeat.computations for place, _ in computation.reads.places}
    repeat.looks_inside = repeat.label_looks_inside or any(repeat.contains(place) for place in read)
