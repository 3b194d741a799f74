"""Writes the vectors of a version of the events of a case's course, once:
python -m tests.case.freeze tests/vectors/events/NUMBER

Cases that two officers and the desk write on apart, with every kind of event, lawful and not.
"""

import json
import sys
from pathlib import Path
from typing import Any

from app.case import events
from app.case.event_log import merge
from app.case.fields import Field
from app.case.projection import Case, fold
from app.seal import attachment, canonical
from app.seal.keys import digest

CASE, TALK, R1, R2 = bytes(16), b"i" * 16, b"1" * 16, b"2" * 16
KW = ["kw-2019", 1]
AT = 1_795_500_000


class Hand:
    """An officer whose events are real bodies, named by their own hash."""

    def __init__(self, name: str, role: str) -> None:
        self.stream, self.role = digest(name.encode())[:16], role
        self.person, self.log, self.at = digest(b"person" + name.encode())[:16], [], AT

    def says(self, what: str, **content: Any) -> bytes:
        self.at += 60
        body = events.body(what, self.at, fold(CASE, self.log).heads, content)
        raw = canonical.encode(body)
        id_ = digest(self.stream, raw)
        self.log.append(events.read(id_, self.stream, body, self.role, True, self.person))
        return id_

    def meets(self, *others: "Hand") -> None:
        for each in (self, *others):
            each.log = merge(*(one.log for one in (self, *others)))


def asks(layla: "Hand") -> None:
    """An interview that asked for consent, said what is needed today, and was put right."""
    said = {"language": "ne", "interpreter": "7", "wording": "visit 1", "ref": "/data/agreed"}
    layla.says(
        events.ANSWERS,
        interview=TALK,
        answers=[["/data/name", "Maya"]],
        facts={"name": "Maya Sample", "language": "ne", "age": "31", "need_medical": "now"},
        consents=[{**said, "purpose": purpose, "answer": "yes"} for purpose in ("interview", "record", "dancing")],
    )
    layla.says(events.SERVICE, service=b"m" * 16, need="medical", gave="a doctor", note="", on=AT, given=1, profile=KW)
    layla.says(
        events.CORRECTED,
        interview=TALK,
        answers=[["/data/agreed", "no"]],
        facts={},
        consents=[{**said, "purpose": "record", "answer": "no"}],
        reason="misheard",
    )


def story() -> list[events.Event]:
    """A case from its interview to its end, on three computers apart."""
    layla, omar, desk = Hand("layla", "inspector"), Hand("omar", "supervisor"), Hand("desk", "desk")
    refer = {"service": "accommodation", "reason": "no place", "urgency": "3h", "profile": KW}
    layla.says(events.OPENED, reference="KW-1", profile="kw-2019", officer="Layla Sample")
    asks(layla)
    layla.says(events.ASSESSED, interview=TALK, assessment={"n": 1})
    layla.says(events.STAGE, to="lawsuit", reason="", profile=KW)  # skipped
    layla.says(events.STAGE, to="documentation", reason="", profile=KW)
    layla.says(events.REFERRAL, referral=R1, agency="shelter", reference="R-1", **refer)  # consent
    layla.says(events.CONSENT, purpose="share", agency="shelter", answer="yes", language="ne",
               mode="spoken", witness="Sara Sample", interpreter="7", giver="", wording="1",
               expires=AT + 10**6, reason="", profile=KW)  # fmt: skip
    layla.says(events.BASIS, purpose="share", agency="prosecution", basis="duty", reason="Article 7", profile=KW)
    layla.says(events.REFERRAL, referral=R1, agency="shelter", reference="R-1", draft=1,
               withheld=["phone"], attached=[digest(b"a file")], override="", **refer)  # fmt: skip
    layla.says(events.REFERRED, referral=R1, status="sent", reason="", override="", profile=KW)
    layla.says(events.STAGE, to="referral", reason="", profile=KW)
    omar.meets(layla)
    withdrawn = omar.says(
        events.CONSENT, purpose="share", agency="shelter", answer="withdrawn", language="", mode="", profile=KW
    )
    omar.says(events.STATUS, status="presumed", body="Committee", reason="wages", profile=KW)
    identified = omar.says(events.STATUS, status="identified", body="Committee", reason="passport", profile=KW)
    omar.says(events.CONFIRMED, of=identified)  # second person
    omar.says(events.OF_KIND, kinds=["trafficking", "smuggling"], reason="the route", profile=KW)
    layla.says(events.REFERRAL, referral=R2, agency="prosecution", reference="R-2", **refer)
    layla.says(events.EXPORTED, document=b"d" * 16, language="ar", protected=1, agency="embassy",
               override="travel document tonight", profile=KW)  # fmt: skip
    layla.says(events.STATUS, status="identified", body="B", reason="r", profile=KW)  # role
    layla.says(events.STAGE, to="documentation", reason="a further interview", profile=KW)
    desk.meets(layla, omar)
    desk.says(events.CONFIRMED, of=identified)
    desk.says(events.TOLD, of=withdrawn, agency="shelter", reason="by telephone")
    desk.says(events.CHECKED, check="risk-review", answer="yes", reason="", profile=KW)
    desk.says(events.CLOSED, result="voluntary-return", reason="home", profile=KW)  # not voluntary
    desk.says(events.CLOSED, result="left", reason="she left", profile=KW)
    desk.says(events.HOLD, on=1, reason="appeal")
    desk.says(events.REOPENED, reason="she came back")
    omar.says(events.HOLD, on=1, reason="appeal")  # apart from the desk
    omar.says(events.PROFILE, text=b"")  # role
    desk.says(events.PROFILE, text=b"id = 'x'")
    return merge(desk.log, omar.log, layla.log)


OTHER, PERSON, SUIT, HEARING, GROUP, GAVE = (letter * 16 for letter in (b"o", b"p", b"q", b"h", b"g", b"s"))


def story_two() -> list[events.Event]:
    """What people, groups, services, papers and shifts add, on two computers apart."""
    layla, omar = Hand("layla", "shelter"), Hand("omar", "supervisor")
    layla.says(events.OPENED, reference="KW-2", profile="kw-2019", officer="Layla Sample")
    layla.says(
        events.ANSWERS,
        interview=TALK,
        answers=[["/data/name", "Rima"]],
        facts={"name": "Rima Sample", "hidden:safe_contact": "By the window"},
    )
    layla.says(events.LINKED, other=OTHER, reason="", **{"as": "together"})
    layla.says(events.LINKED, other=OTHER, reason="", **{"as": "same"})  # reason
    layla.says(events.PERSON, person=PERSON, role="suspect", facts={"name": "K. Sample"}, reason="")
    layla.says(events.PROCEEDING, proceeding=SUIT, person=PERSON, facts={"court": "12/2026"}, reason="")
    layla.says(
        events.HEARING, hearing=HEARING, proceeding=SUIT, facts={"date": "2026-12-01", "time": "09:30"}, reason=""
    )
    layla.says(events.GROUPED, group=GROUP, kind="site", name="Site 7", others=8, reason="")
    layla.says(events.SERVICE, service=GAVE, given=1, need="clothing", gave="Clothes", note="", on=0, profile=KW)
    layla.says(events.RECOVERY, days=45, reason="illness", profile=KW)  # no status yet
    layla.says(events.STATUS, status="possible", body="Shelter", reason="wages", profile=KW)
    first = layla.says(events.NOTE, about="shift", text="Medicine at nine")
    layla.says(events.NOTE, about="shift taken", of=[first])  # her own
    layla.says(events.PRINTED, document=b"d" * 16, language="ar", agency="embassy", override="", profile=KW)  # consent
    layla.says(events.PRINTED, document=b"e" * 16, language="ar", agency="embassy",
               override="travel document tonight", held=[["hidden_answers", 1]], profile=KW)  # fmt: skip
    omar.meets(layla)
    omar.says(events.NOTE, about="shift taken", of=[first])
    omar.says(events.VIEWED, interview=TALK, answers=["/data/name"])
    omar.says(events.VIEWED)
    omar.says(events.GROUPED, group=GROUP, kind="investigation", name="Case 9", others=8, reason="")
    omar.says(events.RECOVERY, days=45, reason="illness", profile=KW)
    omar.says(
        events.OF_KIND, kinds=["trafficking"], exploitation=["begging", "sexual"], reason="what she said", profile=KW
    )
    omar.says(events.ATTACHED, file=b"f" * 16, key=b"k" * 32, name="a.jpg", type="image/jpeg", size=4,
              hash=digest(b"file"), chunks=[[digest(b"chunk"), 4]], note="",
              photo={"place": "29.3, 47.9", "taken": "2026-11-24 10:00", "camera": "X"})  # fmt: skip
    layla.says(events.GROUPED, group=GROUP, kind="", name="", others=0, reason="another site")
    layla.says(events.SERVICE, service=GAVE, given=0, reason="another person's", profile=KW)
    layla.says(events.NOTE, about="shift", text="She slept")
    return merge(omar.log, layla.log)


def story_three() -> list[events.Event]:
    """What a questionnaire shows and plays, said rightly and wrongly."""
    layla, omar = Hand("layla", "inspector"), Hand("omar", "")
    form, long = digest(b"a form"), digest(b"a long form")

    def file(name: str, size: int) -> dict[str, Any]:
        sizes = enumerate(attachment.chunk_sizes(size))
        cut = [[digest(name.encode(), n.to_bytes(2)), each] for n, each in sizes]
        return {
            "name": name,
            "file": b"f" * 16,
            "key": b"k" * 32,
            "size": size,
            "hash": digest(name.encode()),
            "chunks": cut,
        }

    layla.says(events.OPENED, reference="KW-3", profile="kw-2019", officer="Layla Sample")
    layla.says(events.FORM, hash=form, id="packed", version="3", xml=b"<h:html/>")
    layla.says(events.FORM_FILES, form=form, files=[file("site.png", 300_000), file("who.ogg", 0)])
    layla.says(events.FORM_FILES, form=long, files=[{**file("", 5 << 20), "hash": long}])
    omar.meets(layla)
    omar.says(events.FORM_FILES, form=form, files=[file("site.png", 1 << 18)])
    for wrong in (
        [],
        [{**file("a.png", 9), "size": 5_000}],
        [file("a.png", 9), file("a.png", 9)],
        [file("", 5)],
        [file("a.png", 1 << 27), file("b.png", 1)],
        [{"name": "a.png"}],
        ["a.png"],
    ):
        omar.says(events.FORM_FILES, form=form, files=wrong)
    omar.says(events.FORM_FILES, form=b"short", files=[file("a.png", 9)])
    return merge(omar.log, layla.log)


STORIES = {"2": story_two, "3": story_three, "4": story}


def name(of: Field) -> str:
    return "/".join(each.hex() if isinstance(each, bytes) else each for each in of)


def tell(case: Case) -> dict[str, Any]:
    """What a case says of its course, as JSON."""
    return {
        "stage": case.stage,
        "standing": {
            name(of): sorted({each.text for each in register.standing})
            for of, register in case.registers.items()
            if of[0] != "answer"
        },
        "refused": {id_.hex(): [each.reason, *map(str, each.needs)] for id_, each in case.refused.items()},
        "to_tell": [[each.consent.hex(), each.purpose, each.agency] for each in case.to_tell],
        "conflicts": sorted(conflict.id for conflict in case.conflicts),
        "heads": [head.hex() for head in case.heads],
        **({"shift": {id_.hex(): each.taken.hex() for id_, each in case.shift.items()}} if case.shift else {}),
        **(
            {
                "form_files": {
                    form.hex(): [
                        {name: [file.size, len(file.chunks)] for name, file in offer.files.items()} for offer in offers
                    ]
                    for form, offers in case.form_files.items()
                }
            }
            if case.form_files
            else {}
        ),
    }


def freeze(folder: Path) -> None:
    folder.mkdir(parents=True)
    order = STORIES[folder.name]()
    told = {
        "events": [
            {
                "id": each.id.hex(),
                "stream": each.stream.hex(),
                "role": each.role,
                "person": each.person.hex(),
                "body": canonical.encode(events.body(each.what, each.at, each.seen, each.content)).hex(),
            }
            for each in order
        ],
        "tells": tell(fold(CASE, order)),
    }
    (folder / "course.json").write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))
