"""Questionnaires: opened, answered, repeats added, a long list narrowed (aims: docs/xforms.md, "Speed").

With SANAD_SHARED naming a folder that has data/xforms/bench the forms that other engines were timed on are
used, else forms of the same kind made here. Every opening is in a process of its own.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.form import AnswerRefused, Interview, open_form
from benchmarks import other_engines

ROOT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("SANAD_SHARED", ROOT.parent / "shared")) / "data" / "xforms" / "bench"
HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>'
)
FORMS = (
    "wide_100", "wide_500", "wide_2000", "deep_100", "deep_500", "deep_2000", "choices_10k",
)  # fmt: skip


def form(instance: str, model: str, body: str) -> str:
    return f'{HEAD}<instance><data id="t">{instance}</data></instance>{model}</model></h:head><h:body>{body}</h:body></h:html>'


def chained(number: int, *, links: int) -> tuple[str, list[tuple[str, str]]]:
    """Questions and calculations in chains of so many links."""
    fields, binds, body = [], [], []
    for at in range(number):
        before = f"/data/c{at - 1}" if at % links else "0"
        relevant = f" relevant=\"/data/q{at - 1} != '' and /data/q{at - 1} &lt; 900\"" if at % links else ""
        fields.append(f"<q{at}/><c{at}/>")
        binds.append(
            f'<bind nodeset="/data/q{at}" type="int" constraint=". &gt;= 0 and . &lt; 1000"{relevant}'
            f' required="{before} &gt; 500"/>'
            f'<bind nodeset="/data/c{at}" calculate="coalesce(/data/q{at}, 0) * 2 + {before}"/>'
        )
        body.append(f'<input ref="/data/q{at}"><label>Question {at}</label></input>')
    answers = [(f"/data/q{at % number}", str(at % 100)) for at in range(number + 200)]
    return form("".join(fields), "".join(binds), "".join(body)), answers


def listed(number: int) -> tuple[str, list[tuple[str, str]]]:
    rows = "".join(
        f"<item><name>d{at}</name><label>District {at}</label><region>r{at % 100}</region></item>"
        for at in range(number)
    )
    select = (
        '<select1 ref="/data/district"><itemset nodeset="instance(\'d\')/root/item{}">'
        '<value ref="name"/><label ref="label"/></itemset></select1>'
    )
    xml = form(
        "<region/><district/>",
        f'<instance id="d"><root>{rows}</root></instance>',
        '<input ref="/data/region"/>' + select.format("[region = /data/region]"),
    )
    return xml, [("/data/region", f"r{at % 100}") for at in range(200)]


def made(name: str) -> tuple[str, list[tuple[str, str]]]:
    """A form and the answers to give it: of the shared ones, else made here."""
    file = BENCH / f"{name}.xml"
    if file.is_file():
        corpus_case = json.loads(file.with_suffix(".ops.json").read_text())
        steps = [*corpus_case.get("setup", []), *corpus_case["ops"]]
        return file.read_text(), [(step["ref"], step["value"]) for step in steps if step["op"] == "answer"]
    kind, _, size = name.partition("_")
    if kind == "choices":
        return listed(10_000)
    number = int(size)
    return chained(number, links=10 if kind == "wide" else number)


def child(name: str) -> dict[str, Any]:
    """What one process needs for one form; processor and wall time in milliseconds."""
    import resource

    xml, answers = made(name)
    wall, cpu = time.perf_counter(), time.process_time()
    talk = Interview(open_form(xml))
    shown = first_page(talk)
    opened, worked = _since(wall), (time.process_time() - cpu) * 1000
    times = []
    for at, (ref, value) in enumerate(answers):
        started = time.perf_counter()
        try:
            changes = talk.answer(ref, value)
        except AnswerRefused:
            continue
        if at >= len(answers) - 200:
            looked_at(talk, changes.touched, shown)
            times.append(_since(started))
    last = times
    return {
        "load": opened, "load_cpu": worked, "p50": statistics.median(last),
        "p95": sorted(last)[int(len(last) * 0.95)],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def second(name: str) -> dict[str, Any]:
    """A form that the vault has, opened in a new process: from its records to the first page; an
    unfinished interview with it taken up; peak memory."""
    from app.casework.questionnaires import forms
    from tests.people import Person

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        layla = Person("Layla Sample", Path(folder))
        session = layla.sets_up()
        xml, answers = made(name)
        file = Path(folder, "form.xml")
        file.write_text(xml, "utf-8")
        hash_ = forms.add(session, file).row.hash
        talk = Interview(forms.load(session, hash_))
        for ref, value in answers[:100]:
            with suppress(AnswerRefused):
                talk.answer(ref, value)
        saved_file = Path(folder, "kept.json")
        saved_file.write_text(json.dumps(talk.stored()), "utf-8")
        session.close()
        return asked(f"reopened({folder!r}, {layla.vault_id!r}, {hash_!r})")


def reopened(folder: str, vault: str, hash_: str) -> dict[str, Any]:
    import resource

    from app.casework.questionnaires import forms
    from tests.people import Person

    session = Person("Layla Sample", Path(folder), vault_id=vault).unlocks()
    session.reading().row("SELECT count(*) FROM form")
    saved = json.loads(Path(folder, "kept.json").read_text("utf-8"))
    started, cpu = time.perf_counter(), time.process_time()
    talk = Interview(forms.load(session, hash_))
    first_page(talk)
    opened, worked = _since(started), (time.process_time() - cpu) * 1000
    started = time.perf_counter()
    first_page(Interview(talk.form, saved))
    taken_up = _since(started)
    session.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"load": opened, "load_cpu": worked, "resumed": taken_up, "memory": peak}


def first_page(talk: Interview) -> frozenset[str]:
    shown = frozenset(talk.pages()[0].refs[:40])
    for ref in shown:
        talk.node(ref)
    return shown


def looked_at(talk: Any, touched: frozenset[str], shown: frozenset[str]) -> None:
    """Required, read-only and validity of all that may have changed; all the rest of what shows."""
    from app.form.instance import Live
    from app.form.pages import holds, readonly

    for ref in touched:
        if ref in shown:
            talk.node(ref)
        elif isinstance(place := talk._find(ref), Live):
            holds(talk, place)
            readonly(talk, place)


def entries() -> str:
    """A form with a repeat of 20 questions."""
    fields = "".join(f"<k{at}/>" for at in range(20))
    binds = "".join(
        f'<bind nodeset="/data/m/k{at}" type="int" constraint=". &gt;= 0"'
        + (f' relevant="../k{at - 1} &gt; 5"/>' if at % 3 == 2 else "/>")
        for at in range(20)
    )
    body = "".join(f'<input ref="/data/m/k{at}"><label>K{at}</label></input>' for at in range(20))
    return form(
        f'<m jr:template="">{fields}<pos/></m><total/>',
        binds + '<bind nodeset="/data/m/pos" calculate="position(..)"/>'
        '<bind nodeset="/data/total" calculate="sum(/data/m/k0)"/>',
        f'<group ref="/data/m"><repeat nodeset="/data/m">{body}</repeat></group>',
    )


def repeats() -> dict[str, Any]:
    """The 200th entry of 20 questions added, and one removed."""
    talk = Interview(open_form(entries()))
    times, refs = [], []
    for _ in range(220):
        started = time.perf_counter()
        ref, _ = talk.add("/data/m")
        times.append(_since(started))
        refs.append(ref)
    started = time.perf_counter()
    talk.remove(refs[50])
    return {"add": statistics.median(times[180:]), "remove": _since(started)}


def typing(number: int = 100_000) -> dict[str, Any]:
    """A list of 100,000 choices narrowed by each letter typed."""
    import resource

    from app.language import fold

    rows = "".join(
        f"<item><name>n{at}</name><label>مكان {at} place {at * 7919 % 100_003}</label></item>" for at in range(number)
    )
    xml = form(
        "<a/>",
        f'<instance id="l"><root>{rows}</root></instance>',
        '<select1 ref="/data/a"><itemset nodeset="instance(\'l\')/root/item">'
        '<value ref="name"/><label ref="label"/></itemset></select1>',
    )
    talk = Interview(open_form(xml))
    choices = talk.node("/data/a").choices
    folded = [fold(choice.label) for choice in choices]
    times = []
    for typed in ("7", "77", "771", "مكان", "place 12", "zz"):
        started = time.perf_counter()
        wanted = fold(typed)
        [choice for choice, text in zip(choices, folded, strict=True) if wanted in text]
        times.append(_since(started))
    talk.answer("/data/a", "n5")
    started = time.perf_counter()
    talk.answer("/data/a", "n77")
    return {
        "filter": max(times), "answer": _since(started),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


_PARTS: dict[str, Callable[[], dict[str, Any]]] = {"repeats": repeats, "typing": typing}


def apart(what: str) -> dict[str, Any]:
    return asked(f"one({what!r})")


def asked(call: str) -> dict[str, Any]:
    code = f"import json; from benchmarks import forms; print(json.dumps(forms.{call}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def one(what: str) -> dict[str, Any]:
    if what.startswith("again "):
        return second(what.removeprefix("again "))
    return _PARTS[what]() if what in _PARTS else child(what)


def beside(name: str, ours: dict[str, Any]) -> Iterator[str]:
    """Both other engines in this run, where they are installed. JavaRosa's answer is given as it computes it
    and with the looks of a page, which it leaves to be asked for."""
    if name == "deep_2000":
        return  # one answer in a chain of 2,000 takes web-forms half a minute, its opening JavaRosa more
    xml, answers = made(name)
    if peer := other_engines.web_forms(xml, answers):
        yield (
            f"  web-forms in this run: to the first state {peer['load']:.0f} ms ({peer['load'] / ours['load']:.0f} times ours),"
            f" answer p50 {peer['p50']:.2f} ms ({peer['p50'] / ours['p50']:.0f} times ours), {peer['memory']} MB"
        )
    if peer := other_engines.java_rosa(xml, answers):
        yield (
            f"  JavaRosa in this run: to the first page {peer['load']:.0f} ms ({peer['load'] / ours['load']:.1f} times ours),"
            f" answer p50 {peer['answer']:.3f} ms ({peer['answer'] / ours['p50']:.1f} times ours), with the page"
            f" {peer['looked']:.3f} ms ({peer['looked'] / ours['p50']:.1f} times ours), {peer['memory']} MB"
        )


def measure() -> Iterator[str]:
    for name in FORMS:
        rounds = [apart(name) for _ in range(1 if name == "deep_2000" else 3)]
        best = min(rounds, key=lambda measured: float(measured["load_cpu"]))
        yield (
            f"{name}: to the first page {best['load']:.0f} ms (processor {best['load_cpu']:.0f}), answer p50"
            f" {best['p50']:.3f} p95 {best['p95']:.3f} ms, {best['memory']} MB"
        )
        yield from beside(name, best)
    for name in ("wide_2000", "deep_2000", "choices_10k"):
        best = min((apart(f"again {name}") for _ in range(3)), key=lambda measured: float(measured["load"]))
        yield (
            f"{name} opened a second time, in a new process: {best['load']:.0f} ms from the vault to its first page"
            f" (processor {best['load_cpu']:.0f}; aim 100), an unfinished interview taken up in {best['resumed']:.0f} ms, {best['memory']} MB"
        )
    best = apart("repeats")
    yield f"the 200th entry of 20 questions: added in {best['add']:.2f} ms, removed in {best['remove']:.2f} ms (aim 10)"
    steps: list[other_engines.Step] = [("/data/m", None)] * 220 + [("-/data/m", 51)]
    if peer := other_engines.java_rosa(entries(), steps):
        yield f"  JavaRosa in this run: added in {peer['add']:.2f} ms, removed in {peer['remove']:.2f} ms"
    best = apart("typing")
    yield (
        f"100,000 choices narrowed by a letter: {best['filter']:.1f} ms at most (aim 30), one chosen in"
        f" {best['answer']:.2f} ms, {best['memory']} MB (aim 300)"
    )
