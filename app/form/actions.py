"""Carries out the actions of a form: setvalue, in the places nearest to where its event happened."""

from app.form.definition import Action, Definition
from app.form.entry_lists import EntryLists
from app.form.expressions import Scope
from app.form.instance import Entries, Frame, Live
from app.form.origins import ACTION, TYPED


class Actions(EntryLists):
    """Sets the values that actions give."""

    def _act(self, action: Action, source: Frame, *, loading: bool = False, stands_over: bool = True) -> None:
        """setvalue: into the target nearest to where the event happened. `stands_over`: over what is
        calculated there."""
        value = action.value
        if action.kind != "setvalue" or value is None:
            return
        scope = Scope(None, self)
        for live in self._targets(action, source):
            if live.definition.children:
                continue
            if not live.relevant and (loading or action.source is None):
                continue  # on loading, what isn't asked takes no value; on a change it does
            if loading and self._decided(live):
                continue
            scope.node = scope.origin = live
            text = value(scope)
            calculation = live.definition.calculation
            if calculation is None or (stands_over and not (loading and calculation.reads_others)):
                if text != live.text:
                    self._put_in(live, text, ACTION)
                continue
            # what begins is set first and computed then: what is calculated from other places
            # has the last word, a constant hasn't
            if text != live.text:
                self._set(live, text)
            if loading:
                self._schedule_all(live.frame, [calculation])

    def _targets(self, action: Action, source: Frame) -> list[Live]:
        frame = source
        target = action.target.frame_definition
        while frame.up is not None and not _within(target, frame.definition):
            frame = frame.up
        if action.places is None:
            return self._places(action.target, frame)
        at = frame.node
        if action.source is not None and frame.definition is action.source.frame_definition:
            place = frame.slots[action.source.slot]
            at = frame.node if isinstance(place, Entries) else place
        return [place for place in action.places(Scope(at, self)) if isinstance(place, Live)]

    def _decided(self, live: Live) -> bool:
        """Did a person say before what is here, where an interview is taken up again? That stays."""
        calculated = live.definition.calculated and live.over is None
        return live.origin == TYPED or (self._taken_up and calculated)


def _within(target: Definition, ancestor: Definition) -> bool:
    """Is a frame of `target` reached from a frame of `ancestor` by entering repeats only?"""
    definition: Definition | None = target
    while definition is not None:
        if definition is ancestor:
            return True
        definition = definition.parent
    return False
