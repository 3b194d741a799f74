"""Who waits for news is woken by it and by the end, not by a clock."""

import asyncio

from app.headquarters.long_poll import LongPoll
from tests.headquarters import postgres

CASE, KEY = b"c" * 16, b"k" * 16
DEADLINE_S = 60


def test_whoever_waits_is_woken_when_the_node_ends():
    async def waits() -> None:
        poll = LongPoll("", set)
        poll.start()
        with poll.waiter([KEY]) as event:
            assert poll.waiting == 1
            assert not event.is_set()
            await poll.stop()
            assert event.is_set()
            assert poll.stopping

    asyncio.run(waits())


def test_news_of_a_case_wakes_those_it_concerns_and_nobody_else():
    async def waits() -> None:
        poll = LongPoll("", lambda cases: {KEY} if CASE in cases else set())
        poll.start()
        with poll.waiter([KEY]) as concerned, poll.waiter([b"o" * 16]) as another:
            poll.cases([CASE])
            await asyncio.wait_for(concerned.wait(), DEADLINE_S)
            assert not another.is_set()
        await poll.stop()

    asyncio.run(waits())


def test_a_node_wakes_who_waits_at_another_without_being_asked_again(postgresql: str):
    async def waits(dsn: str) -> None:
        here, there = (LongPoll(dsn, lambda _cases: {KEY}) for _ in range(2))
        for poll in (here, there):
            poll.start()
        with there.waiter([]) as listening:  # it wakes everybody once it listens
            await asyncio.wait_for(listening.wait(), DEADLINE_S)
        with there.waiter([KEY]) as event:
            here.cases([CASE])
            await asyncio.wait_for(event.wait(), DEADLINE_S)
        for poll in (here, there):
            await poll.stop()

    with postgres.database(postgresql) as dsn:
        asyncio.run(waits(dsn))
