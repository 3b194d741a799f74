"""How a computer joins, as a model, from docs/formats/enrolment.md and decisions 7 and 10 alone.

Huda at the desk means to let Layla in. Mallory carries the files, or is headquarters: she reads every
file's hash, swaps what she likes, and answers the invitation herself. What she cannot do is forge a
signature or open what is sealed to others. Words are equal where the same was put into them, or where
Mallory chose what went into one of them after she knew all the rest: then she tries until they are,
as far as that is cheap. A rule can be left out, to see what it is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

NOBODY, HUDA, LAYLA, MALLORY = "nobody", "Huda", "Layla", "Mallory"
MOST_ANSWERS = 2  # of Mallory's, to Huda's invitation


@dataclass(frozen=True)
class Answer:
    """`place`: of the invitation, once Huda's computer has it. `aimed`: Mallory made it so that its words
    are those on Layla's screen."""

    by: str
    place: int | None = None
    aimed: bool = False


@dataclass(frozen=True)
class World:
    """`invited_by`: whose invitation came to Layla. `aimed`: whether Mallory has forced Layla's words
    to be those of her answer, by her own invitation or her own number. `told`: the places whose
    numbers Mallory knows. `compared`: the answer whose words were the same on the telephone."""

    invited_by: str = NOBODY
    answered: bool = False
    laptop_shows: bool = False
    invitation_aimed: bool = False
    number_aimed: bool = False
    answers: tuple[Answer, ...] = ()
    told: frozenset[int] = frozenset()
    compared: int | None = None
    admitted: int | None = None
    joined: str = NOBODY


@dataclass(frozen=True)
class Rules:
    """What holds; each can be left out."""

    desk_compares: bool = True  # before it lets anybody in
    what_was_compared_is_admitted: bool = True
    number_is_committed: bool = True  # in the invitation, before there is an answer
    number_is_held_back: bool = True  # until the answer is at the desk
    a_number_for_each_answer: bool = True
    words_cover_the_answer: bool = True
    answers_are_fresh: bool = True  # 32 bytes by chance
    words_are_slow: bool = True  # over the network, where no number is held back
    laptop_compares: bool = True  # before it takes a reply


@dataclass(frozen=True)
class Play:
    network: bool = False


ALL = Rules()


def place_of(world: World, answer: int, rules: Rules) -> int:
    place = world.answers[answer].place
    assert place is not None
    return place if rules.a_number_for_each_answer else 0


def can_try(play: Play, rules: Rules) -> bool:
    """May so many words be made?"""
    return not (play.network and rules.words_are_slow)


def layla_at(world: World) -> int | None:
    return next((n for n, answer in enumerate(world.answers) if answer.by == LAYLA), None)


def knows_number(world: World, place: int, rules: Rules) -> bool:
    return not rules.number_is_held_back or place in world.told


def knows_laylas_words(world: World, play: Play, rules: Rules) -> bool:
    """Mallory, before she makes an answer of her own."""
    if not world.answered:
        return False
    if play.network or world.invited_by == MALLORY:
        return True
    at = layla_at(world)
    return (
        at is not None
        and world.answers[at].place is not None
        and knows_number(world, place_of(world, at, rules), rules)
    )


def same_words(world: World, answer: int, play: Play, rules: Rules) -> bool:
    """Do the screens of Layla's laptop, and of the desk for this answer, show the same?"""
    if not world.laptop_shows:
        return False
    if world.answers[answer].by == LAYLA:
        return world.invited_by == HUDA
    aimed = world.answers[answer].aimed or world.invitation_aimed or world.number_aimed
    same_number = not rules.a_number_for_each_answer or play.network
    uncovered = not rules.words_cover_the_answer and world.invited_by == HUDA and same_number
    return aimed or uncovered


# -- what may happen -------------------------------------------------------------------------


def steps(world: World, play: Play, rules: Rules = ALL) -> Iterator[tuple[str, World]]:
    yield from _layla(world, play)
    yield from _mallory(world, play, rules)
    yield from _huda(world, play, rules)


def _layla(world: World, play: Play) -> Iterator[tuple[str, World]]:
    if world.invited_by != NOBODY and not world.answered:
        yield "Layla answers", replace(world, answered=True, laptop_shows=play.network)
    let_in = world.admitted is not None and world.answers[world.admitted].by == LAYLA
    if world.joined == NOBODY and world.invited_by == HUDA and let_in:
        yield "Layla takes Huda’s reply", replace(world, joined=HUDA)


def _mallory(world: World, play: Play, rules: Rules) -> Iterator[tuple[str, World]]:
    mine = [answer for answer in world.answers if answer.by == MALLORY]
    if len(mine) < MOST_ANSWERS:
        yield "Mallory answers", replace(world, answers=(*world.answers, Answer(MALLORY)))
        next_place = sum(answer.place is not None for answer in world.answers)
        next_place = next_place if rules.a_number_for_each_answer else 0
        known = play.network or knows_number(world, next_place, rules)
        if can_try(play, rules) and known and knows_laylas_words(world, play, rules):
            aimed = Answer(MALLORY, aimed=True)
            yield "Mallory answers until the words fit", replace(world, answers=(*world.answers, aimed))
    if world.invited_by == NOBODY:
        yield "Huda’s invitation comes to Layla", replace(world, invited_by=HUDA)
        yield "Mallory’s invitation comes to Layla", replace(world, invited_by=MALLORY)
        foreseen = not rules.answers_are_fresh or not rules.words_cover_the_answer
        if can_try(play, rules) and foreseen and _knows_own_words(world, play, rules):
            yield "Mallory invites with words that will fit", replace(world, invited_by=MALLORY, invitation_aimed=True)
    if world.answered and world.invited_by == HUDA and layla_at(world) is None:
        yield "Layla’s answer comes to Huda", replace(world, answers=(*world.answers, Answer(LAYLA)))
    if world.invited_by == MALLORY and world.answered:
        if not world.laptop_shows:
            yield "Mallory reveals her number", replace(world, laptop_shows=True)
            if not rules.number_is_committed and _knows_own_words(world, play, rules):
                fits = replace(world, laptop_shows=True, number_aimed=True)
                yield "Mallory reveals a number that fits", fits
        if world.joined == NOBODY and (world.compared is not None or not rules.laptop_compares):
            yield "Layla takes Mallory’s reply", replace(world, joined=MALLORY)


def _knows_own_words(world: World, play: Play, rules: Rules) -> bool:
    """Of an answer of Mallory's that is at the desk."""
    return any(
        answer.by == MALLORY and answer.place is not None and (play.network or place_of(world, n, rules) in world.told)
        for n, answer in enumerate(world.answers)
    )


def _huda(world: World, play: Play, rules: Rules) -> Iterator[tuple[str, World]]:
    places = [answer.place for answer in world.answers if answer.place is not None]
    for n, answer in enumerate(world.answers):
        if answer.place is None:
            taken = replace(answer, place=len(places))
            yield (
                f"Huda has {answer.by}’s answer",
                replace(world, answers=(*world.answers[:n], taken, *world.answers[n + 1 :])),
            )
            continue
        place = place_of(world, n, rules)
        if not play.network and answer.by == MALLORY and place not in world.told:
            yield "Huda reveals the number to Mallory", replace(world, told=world.told | {place})
        if not play.network and answer.by == LAYLA and not world.laptop_shows:
            yield "Huda reveals the number to Layla", replace(world, laptop_shows=True)
        if world.compared is None and same_words(world, n, play, rules):
            yield f"the words of {answer.by}’s answer are the same", replace(world, compared=n)
        if world.admitted is None and may_admit(world, n, rules):
            yield f"Huda lets {answer.by} in", replace(world, admitted=n)


def may_admit(world: World, answer: int, rules: Rules) -> bool:
    if not rules.desk_compares:
        return True
    if not rules.what_was_compared_is_admitted:
        return world.compared is not None
    return world.compared == answer


# -- what must not ---------------------------------------------------------------------------


def breaks(world: World) -> Iterator[str]:
    """Promises 14 and 21."""
    if world.admitted is not None and world.answers[world.admitted].by != LAYLA:
        yield "somebody enters whom the desk did not mean"
    if world.joined == MALLORY:
        yield "a laptop joins whom its officer did not mean"
