"""A profile's text file read: every fault with its line and what to do. docs/profiles.md

TOML gives no lines for values, so the places of tables and keys are found in the text itself."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from app.case import recipient_rules as rules_of
from app.case import roles
from app.case.profile import (
    NATIONAL,
    PARTS,
    STATUSES,
    Address,
    Agency,
    AgencyPlace,
    ClosingResult,
    Exploitation,
    IdentityNumber,
    KindOfCase,
    NeedOfPerson,
    Profile,
    Stage,
    Text,
    Threshold,
)
from app.case.profile_table import KIND, MISSING, Fault, FileText, KnownNames, LineNumbers, ProfileTable
from app.case.recipient_rules import RecipientRules, StageRules
from app.errors import N_, SanadError, said

_LARGEST = 256 * 1024
_AT_LINE = re.compile(r"at line (\d+)")
NO_STAGE = N_("A referral system needs at least two stages. Add [[stage]].")
NO_AGENCY = N_("A referral system needs at least one agency. Add [[agency]].")
NO_SERVICE = N_("“{value}” is not a service of an agency here. Write agency:service, as listed above.")
NO_KIND = N_("A referral system needs at least one kind of case. Add [[kind]].")
NO_RESULT = N_("“{value}” has no result. Add a [[result]] with this kind.")
FIRST_NEEDS = N_("The first stage is where a case begins: it can have no “needs” and no “after”.")
AFTER_LATER = N_("“{value}” does not come before this stage. A case enters a stage from an earlier one.")
ONE_OF_TWO = N_("Write “most” or “least”, not both: an answer passes one of them.")
NO_CODES = N_("A threshold needs a number, or “codes” that say which answers pass it. Add one of them.")
NO_WEIGHTS = N_("“weights” must be whole numbers with spaces between, one for each digit but the last.")
NO_CODE = N_("There is no sign “{value}” that an answer can raise. Correct its code.")
NEVER_GOES = N_("“{value}” is never sent to this recipient, whatever a file says. Remove it.")
TWO_WAYS = N_("“{value}” is listed both as given and as replaced. Write it in only one of the two.")
NO_RULES = N_("There are no rules for the recipient “{value}”. Write its [[recipient]] first.")
NOT_TOML = N_("This is not valid TOML: {problem}.")
TOO_LARGE = N_("This file is too large for a referral system.")
NOT_UTF8 = N_("This file is not UTF-8 text. Save it as UTF-8.")


class ProfileRefused(SanadError):
    """A profile with faults; `line` and `problem` of the first."""

    faults: tuple[Fault, ...]
    line: int = 0
    problem: str = ""
    says = N_("Line {line}: {problem} The referral system was not used.")


def _refused(*faults: Fault) -> ProfileRefused:
    """That says the first of them, whoever reads the file."""
    in_order = sorted(faults, key=lambda fault: fault.line)
    first = in_order[0]
    fields = {k: said(v) if k == "wanted" else v for k, v in first.fields.items()}
    return ProfileRefused(tuple(in_order), first.line, said(first.says, **fields))


def read(raw: bytes, signs: Collection[str] = (), now: int = 0) -> Profile:
    """ProfileRefused with every fault. `signs`: the codes that answers can raise; where they are named,
    a threshold that is about another is a fault. `now`: where it is said, each fact must have a source, a
    day that is not to come and an end; what was given earlier is read without."""
    text, document = _parsed(raw)
    reader = _Reader(text, signs, now)
    profile = reader.profile(document)
    reader.must_be_right()
    return profile


def read_recipients(raw: bytes) -> tuple[RecipientRules, ...]:
    """A file of rules alone, as the one that came with Sanad. ProfileRefused with every fault."""
    text, document = _parsed(raw)
    reader = _Reader(text, (), 0)
    rules = reader.recipients(document)
    ProfileTable(reader.text, document, "", 0).done("recipient", "recipient_stage")
    reader.must_be_right()
    return rules


def _parsed(raw: bytes) -> tuple[str, dict[str, Any]]:
    if len(raw) > _LARGEST:
        raise _refused(Fault(1, TOO_LARGE, {}))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(raw[: error.start].split(b"\n"))
        raise _refused(Fault(line, NOT_UTF8, {})) from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        match = _AT_LINE.search(message)
        line = int(match[1]) if match else _left_open(text)
        raise _refused(Fault(line, NOT_TOML, {"problem": message})) from None
    except RecursionError:
        raise _refused(Fault(1, NOT_TOML, {"problem": "nested too deeply"})) from None


def _left_open(text: str) -> int:
    """The line from which on this is no TOML, where the parser only noticed at the end."""
    lines = text.splitlines()[:2000]
    for line_count in range(len(lines) - 1, 0, -1):
        try:
            tomllib.loads("\n".join(lines[:line_count]))
        except tomllib.TOMLDecodeError:
            continue
        return line_count + 1
    return 1


_TABLES = (
    "rules", "beside", "gate", "stage", "agency", "check", "need", "place", "kind", "result",
    "exploitation", "labour", "dossier", "letter", "number", "recipient", "recipient_stage",
)  # fmt: skip


_APPROVING = (roles.INSPECTOR, roles.SHELTER, roles.SUPERVISOR, roles.DESK)


class _Reader:
    def __init__(self, text: str, signs: Collection[str], now: int) -> None:
        self.text, self.signs, self.now = FileText(LineNumbers(text)), signs, now

    def must_be_right(self) -> None:
        """ProfileRefused with every fault, in the order of lines."""
        if faults := self.text.faults:
            raise _refused(*faults)

    def profile(self, document: Mapping[str, Any]) -> Profile:
        top = ProfileTable(self.text, document, "", 0)
        id_, version = top.id(), top.number("version", 1, must=True, minimum=1)
        name = top.names()
        agencies = self._agencies(document)
        checks = self._checks(document)
        declared_ids = KnownNames(
            tuple(agency.id for agency in agencies if agency.id), tuple(check for check in checks if check)
        )
        stages = self._stages(document, declared_ids)
        gate = self._one(document, "gate")
        rules = self._one(document, "rules")
        table, dossier = self._one(document, "beside"), self._one(document, "dossier")
        letter = self._one(document, "letter")
        profile = Profile(
            id=id_, version=version, name=name, stages=stages, agencies=agencies, checks=checks, kinds=self._kinds(document),
            gate=gate.needs(declared_ids), two_persons=frozenset(rules.texts("two_persons", STATUSES)), thumb=rules.flag("thumb"),
            recovery_days=rules.number("recovery_days", 30), warn_days=rules.number("warn_days", 14),
            erasure_days=rules.number("erasure_days", 7, minimum=1),
            approval_days=rules.number("approval_days", 14, minimum=1),
            list_days=rules.number("list_days", 14, minimum=7),
            beside=table.names(must=bool(document.get("beside"))), beside_agency=table.text("agency", declared_ids.agencies, must=False),
            needs=self._needs_of_persons(document, agencies), places=self._places(document, agencies),
            exploitation=self._exploitation(document), rights=top.text("rights", must=False),
            labour=self._labour(document), state=dossier.names("state_", must=False),
            law=dossier.names("law_", must=False),
            address=Address(*(letter.names(f"{part}_", must=False) for part in ("before", "after", "greeting", "close"))), recipients=self.recipients(document),
            matching=frozenset(rules.texts("matching", sorted(roles.DECIDING)) or roles.DECIDING), number=self._number(document),
            **top.fact(self.now),
        )  # fmt: skip
        for section in (gate, rules, table, dossier, letter):
            section.done()
        top.done(*_TABLES)
        return profile

    def _number(self, document: Mapping[str, Any]) -> IdentityNumber | None:
        if "number" not in document:
            return None
        table = self._one(document, "number")
        digits, weights = table.number("digits", 0, must=True, minimum=5), table.text("weights", must=False).split()
        if weights and (len(weights) != digits - 1 or not all(weight.isdecimal() for weight in weights)):
            table.fault("weights", NO_WEIGHTS)
            weights = []
        number = IdentityNumber(table.names(), digits, tuple(map(int, weights)))
        table.done()
        return number

    def _one(self, document: Mapping[str, Any], name: str) -> ProfileTable:
        entries = document.get(name, {})
        if not isinstance(entries, dict):
            ProfileTable(self.text, document, "", 0).fault(
                name, KIND, key=name, wanted=N_("a table with one pair of brackets")
            )
            entries = {}
        return ProfileTable(self.text, entries, name, 0)

    def _each(self, document: Mapping[str, Any], name: str) -> Iterator[ProfileTable]:
        """Each table of a name; what was not asked for once it was read may not stand in it."""
        tables = document.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.text.faults.append(
                Fault(
                    self.text.lines.of("", 0, name),
                    KIND,
                    {"key": name, "wanted": N_("a table with two pairs of brackets")},
                )
            )
            return
        for number, entries in enumerate(tables):
            table = ProfileTable(self.text, entries, name, number)
            yield table
            table.done()

    def _agencies(self, document: Mapping[str, Any]) -> tuple[Agency, ...]:
        agencies: list[Agency] = []
        for table in self._each(document, "agency"):
            id_, services = table.id(), table.texts("services")
            agencies.append(
                Agency(
                    id=id_,
                    name=table.names(),
                    own=table.flag("own"),
                    services=services,
                    hours=table.text("hours", must=False),
                    agreement=table.text("agreement", must=False),
                    until=table.day("agreement_until"),
                    services_ar=table.as_many("services_ar", services),
                    approval=table.texts("approval", _APPROVING),
                    recipient=table.text("recipient", rules_of.RECIPIENTS, must=False),
                    country=table.text("country", must=False),
                )
            )
        if not agencies:
            self.text.faults.append(Fault(1, NO_AGENCY, {}))
        return tuple(agencies)

    def _places(self, document: Mapping[str, Any], agencies: Iterable[Agency]) -> tuple[AgencyPlace, ...]:
        """The directory: where the agencies are reached, each entry with its day."""
        known = {agency.id: agency for agency in agencies}
        places: list[AgencyPlace] = []
        for table in self._each(document, "place"):
            id_, agency = table.id(), table.text("agency", known)
            offered_services = known[agency].services if agency in known else None
            places.append(
                AgencyPlace(
                    id=id_,
                    agency=agency,
                    name=table.names(),
                    services=table.texts("services", offered_services),
                    where=table.names("where_", must=False),
                    phone=table.text("phone", must=False),
                    hours=table.names("hours_", must=False),
                    languages=table.texts("languages"),
                    who=table.names("who_", must=False),
                    **table.fact(self.now, day_must=True),
                )
            )
        return tuple(places)

    def _checks(self, document: Mapping[str, Any]) -> dict[str, Text]:
        return {table.id(): table.names() for table in self._each(document, "check")}

    def _needs_of_persons(self, document: Mapping[str, Any], agencies: tuple[Agency, ...]) -> tuple[NeedOfPerson, ...]:
        need_of_people: list[NeedOfPerson] = []
        offered_services = {(agency.id, service) for agency in agencies for service in agency.services}
        for table in self._each(document, "need"):
            id_, services = table.id(), list[tuple[str, str]]()
            for text in table.texts("services"):
                agency, _, service = text.partition(":")
                if (agency.strip(), service.strip()) not in offered_services:
                    table.fault("services", NO_SERVICE, value=text)
                services.append((agency.strip(), service.strip()))
            need_of_people.append(NeedOfPerson(id_, table.names(), tuple(services)))
        return tuple(need_of_people)

    def _stages(self, document: Mapping[str, Any], declared_ids: KnownNames) -> tuple[Stage, ...]:
        stages: list[Stage] = []
        for table in self._each(document, "stage"):
            id_, earlier_ids = table.id(), [stage.id for stage in stages]
            texts, needs = table.texts("after"), table.needs(declared_ids)
            for text in texts:
                if text not in earlier_ids:
                    table.fault("after", AFTER_LATER, value=text)
            if not earlier_ids and (texts or needs):
                table.fault("needs", FIRST_NEEDS)
            stages.append(
                Stage(
                    id=id_,
                    name=table.names(),
                    national=table.text("national", NATIONAL),
                    agency=table.text("agency", declared_ids.agencies),
                    after=texts or tuple(earlier_ids[-1:]),
                    needs=needs,
                    days=table.number("days", 0),
                    leaves=table.names("leaves_", must=False),
                    roles=table.texts("roles", roles.ROLES),
                    interviews=table.texts("interviews", PARTS),
                )
            )
        if len(stages) < 2:
            self.text.faults.append(Fault(1, NO_STAGE, {}))
        return tuple(stages)

    def _kinds(self, document: Mapping[str, Any]) -> tuple[KindOfCase, ...]:
        results = self._results(document)
        kind_of_cases: list[KindOfCase] = []
        for table in self._each(document, "kind"):
            id_ = table.id()
            of_kind = tuple(result for _, kind, result in results if kind == id_)
            if not of_kind:
                table.fault("id", NO_RESULT, value=id_)
            note = table.names("note_", must=False)
            kind_of_cases.append(
                KindOfCase(
                    id_,
                    table.names(),
                    note,
                    table.number("years", 0, must=True),
                    of_kind,
                    **table.fact(self.now if any(note.values()) else 0),
                )
            )
        if not kind_of_cases:
            self.text.faults.append(Fault(1, NO_KIND, {}))
        for table, kind, _ in results:
            table.among("kind", [kind], [kind_of_case.id for kind_of_case in kind_of_cases])
        return tuple(kind_of_cases)

    def _exploitation(self, document: Mapping[str, Any]) -> tuple[Exploitation, ...]:
        tables = self._each(document, "exploitation")
        return tuple(Exploitation(table.id(), table.names()) for table in tables)

    def _labour(self, document: Mapping[str, Any]) -> tuple[Threshold, ...]:
        """What labour law draws a line at, each with who said so."""
        thresholds: list[Threshold] = []
        for table in self._each(document, "labour"):
            threshold = Threshold(
                id=table.id(), name=table.names(), codes=table.texts("codes"), most=table.amount("most"), least=table.amount("least"),
                unit=table.names("unit_", must=False), law=table.names("law_", must=False), article=table.text("article", must=False),
                since=table.day("date"), **table.fact(self.now),
            )  # fmt: skip
            if threshold.most and threshold.least:
                table.fault("least", ONE_OF_TWO)
            if not threshold.counts and not threshold.codes:
                table.fault("", NO_CODES)
            for code in threshold.codes:
                if self.signs and code not in self.signs:
                    table.fault("codes", NO_CODE, value=code)
            thresholds.append(threshold)
        return tuple(thresholds)

    def recipients(self, document: Mapping[str, Any]) -> tuple[RecipientRules, ...]:
        """What goes to whom; what a stage of the case changes of it."""
        at_stages = self._at_stages(document)
        all_rules: list[RecipientRules] = []
        for table in self._each(document, "recipient"):
            id_ = table.id()
            table.among("id", [id_], rules_of.RECIPIENTS)
            give, replaced = self._information(table, "give", id_), dict[str, str]()
            for replacement in rules_of.REPLACED:
                for kind in self._information(table, replacement, id_):
                    if kind in give or kind in replaced:
                        table.fault(replacement, TWO_WAYS, value=kind)
                    replaced[kind] = replacement
            all_rules.append(
                RecipientRules(
                    id=id_,
                    version=table.number("version", 1, must=True, minimum=1),
                    name=table.names(),
                    source=table.text("source", must=False),
                    agreement=table.flag("agreement"),
                    give=give,
                    replaced=replaced,
                    parts=self._among(table, "parts", PARTS),
                    people_give=self._among(table, "people_give", rules_of.PERSON_ROLES),
                    people_number=self._among(table, "people_number", rules_of.PERSON_ROLES),
                    cover=self._among(table, "cover", rules_of.COVERED),
                    files=table.text("files", rules_of.FILES, must=False) or rules_of.NO_FILES,
                    unread=table.text("unread", rules_of.UNREAD, must=False) or rules_of.UNREAD_STAYS,
                    stages=tuple(rules for _, recipient, rules in at_stages if recipient == id_),
                )
            )
        known = {rules.id for rules in all_rules}
        for table, recipient, _ in at_stages:
            if recipient and recipient not in known:
                table.fault("recipient", NO_RULES, value=recipient)
        return tuple(all_rules)

    def _at_stages(self, document: Mapping[str, Any]) -> list[tuple[ProfileTable, str, StageRules]]:
        at_stages: list[tuple[ProfileTable, str, StageRules]] = []
        for table in self._each(document, "recipient_stage"):
            recipient = table.text("recipient")
            rules = StageRules(
                tuple(sorted(self._among(table, "stages", NATIONAL))),
                give=self._information(table, "give", recipient),
                hold=self._among(table, "hold", rules_of.INFORMATION),
                parts=self._among(table, "parts", PARTS),
            )
            if not rules.stages:
                table.fault("", MISSING, key="stages")
            at_stages.append((table, recipient, rules))
        return at_stages

    def _information(self, table: ProfileTable, key: str, recipient: str) -> frozenset[str]:
        """Kinds of information, of which none is one that never goes there."""
        kinds = self._among(table, key, rules_of.INFORMATION)
        for kind in sorted(kinds & rules_of.never_goes(recipient)):
            table.fault(key, NEVER_GOES, value=kind)
        return kinds

    def _among(self, table: ProfileTable, key: str, allowed: Iterable[str]) -> frozenset[str]:
        return frozenset(table.texts(key, allowed))

    def _results(self, document: Mapping[str, Any]) -> list[tuple[ProfileTable, str, ClosingResult]]:
        """Each with the kind of case that it is of."""
        results: list[tuple[ProfileTable, str, ClosingResult]] = []
        for table in self._each(document, "result"):
            kind = table.text("kind")
            result = ClosingResult(table.id(kind), table.names(), table.flag("gate"))
            results.append((table, kind, result))
        return results
