"""10,000 hostile orders to erase: what a request costs headquarters, and a page its reader.

Targets: no request over 100 ms at headquarters, no step of a reader over 50 ms. Without budgets 800
orders cost headquarters 39 s and each opening of the case 31 s.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.casework.exchange import post
from app.casework.exchange.post.collection import collecting
from app.casework.pages import case_page
from app.casework.session.session import Session
from app.headquarters import organisation_calls
from app.headquarters.calls import MOST_ENVELOPES
from app.headquarters.database import Database
from app.headquarters.directory import DirectoryCache
from app.headquarters.envelope_checks import Checkers
from app.headquarters.rate_limits import Limits
from app.headquarters.store import Store
from app.seal.envelope import Kind
from app.seal.erasure import Order
from app.seal.keys import digest
from app.sync import wire
from app.vault import erasures
from tests.casework.test_posting import Office
from tests.headquarters.conftest import TOKEN
from tests.headquarters.office import NOW, Organisation
from tests.people import keeps_a_case

ORDERS, A_REQUEST = 10_000, 500
NAMED = Order(tuple(digest(bytes([n])) for n in range(20))).to_bytes()


def measure() -> Iterator[str]:
    yield from _headquarters()
    yield from _reader()


def _took(work: Callable[[], object]) -> float:
    """Milliseconds of the processor: what other programs do meanwhile doesn't count."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _said(name: str, times: list[float]) -> str:
    return f"{name}: median {statistics.median(times):.1f} ms, the longest {max(times):.1f}"


def _headquarters() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        database, people, checkers = Database(Path(folder, "hq")), DirectoryCache(), Checkers()
        database.upgrade()
        organisation_calls.prepare(database, TOKEN)
        office = Organisation(bytes(32))
        owner, hostile = office.joins("Layla"), office.joins("Hostile")
        entries = wire.Directory((), office.entries, 1 << 20)
        organisation_calls.directory(database, people, entries)
        store = Store(database, people, checkers, lambda: NOW, Limits())
        case, raws = owner.works(3)
        store.push(raws)
        quiet = [_took(lambda: store.push([owner.says(case)])) for _ in range(20)]
        orders = [hostile.orders(case, Kind.ERASE, NAMED) for _ in range(ORDERS)]
        batches = [orders[at : at + A_REQUEST] for at in range(0, ORDERS, A_REQUEST)]
        times = [_took(lambda batch=batch: store.push(batch)) for batch in batches]  # type: ignore[misc]
        after = [_took(lambda: store.push([owner.says(case)])) for _ in range(20)]
        whole = _took(lambda: store.push(orders[:MOST_ENVELOPES]))
        checkers.close()
        database.close()
    yield _said(f"headquarters, {ORDERS} orders by {A_REQUEST} a request", times)
    yield f"   as many as one request may hold, {MOST_ENVELOPES}: {whole:.0f} ms"
    yield _said("   one event in that case before", quiet)
    yield _said("   and after", after)


def _reader() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        office = Office(Path(name), Path(name, "stick"))
        office.stick.mkdir()
        desk = office.sets_up("Huda Desk", "desk")
        from app.casework.organisation import administration

        administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
        layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
        case = keeps_a_case(layla, "Maya Sample")
        office.carry("Layla Sample", "Omar Sample")
        before = [_opened(omar, case) for _ in range(20)]
        with layla.vault.transaction() as writer:
            for _ in range(ORDERS):
                erasures.say(writer, layla.vault, bytes.fromhex(case), _order())
        post.export(layla, office.stick)
        steps: list[float] = []
        script = collecting(omar, office.stick)
        while True:
            began = time.process_time()
            try:
                next(script)
            except StopIteration:
                break
            steps.append((time.process_time() - began) * 1000)
        after = [_opened(omar, case) for _ in range(20)]
        for session in office.sessions.values():
            session.close()
    yield _said(f"a reader, {ORDERS} orders by a stick, each step", steps)
    yield _said("   the case's page before", before)
    yield _said("   and after", after)


def _order() -> Order:
    return Order(tuple(digest(bytes([n])) for n in range(20)))


def _opened(session: Session, case: str) -> float:
    session.forget()
    return _took(lambda: case_page.case_page(session, case))
