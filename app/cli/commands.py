"""The table of all words: each group, which module of `app.cli` has which of its words, and what
`--help` says of each, in this order.

A module is imported when one of its words is used."""

from typing import Annotated

import typer
from typer import Option
from typer.main import get_group

from app.cli.lazy_group import PLAIN, Group, LazyGroup
from app.version import PROGRAM

# by the words before; of a command `module.word`
GROUPS = {
    "": Group(
        "Sanad: identify and document victims of trafficking, offline.",
        {
            "interview.interview": "Hold an interview: each answer is durable before it is said to be kept.",
            "enrolment.enrol": "Join an organisation: over the network (FILE), or by files: answer (FILE -o), --finish.",
            "sync.sync": "Sync with headquarters: once, or until it is stopped. Ends with 1 where not all was exchanged.",
            "tasks.tasks": "What is to be done, in all cases on this computer: overdue first.",
            "figures.figures": "Figures of a period for a report: no number below five is told, nor one that gives it away.",
            "tasks.inbox": "Every change by somebody else in your cases, the last first, read or not.",
            "demo.demo": "The whole main job on fictional answers, without a screen.",
            "demo.selftest": "Does this installation work: vault, form, PDF with Arabic, fonts, translations?",
            "diagnosis.diagnosis": "Versions, protections, room, policy and bugs of this computer; nothing of any case or person.",
            "policy.policy": "What the administrator of this computer set, line by line, and where each comes from.",
            "protections.verify": "Which protections does this computer give? What is missing is named; everything works all the same.",
        },
    ),
    "vault": Group(
        "An officer's encrypted records on this computer.",
        {
            "vault.create": "Set an officer up on this computer.",
            "vault.list": "Who is set up on this computer.",
            "vault.check": "Read and verify every page, signature and event.",
            "vault.safe": "Where copies of the records are made by themselves, when the last was, and whether it opened.",
            "vault.clock": "Is this computer's clock in doubt? What is written meanwhile is marked.",
            "vault.passphrase": "Change the passphrase; the old one and the old recovery card open nothing from then on.",
            "vault.recover": "Open with the recovery card and choose a new passphrase (SANAD_PASSPHRASE_FILE or asked).",
            "vault.backup": "Write everything, still sealed, into one file.",
            "vault.salvage": "Copy what still verifies of damaged records into a backup; they stay as they are.",
            "vault.restore": "Lay a backup's records here; what was here is set aside, not removed.",
            "holder_cards.holders": "Whose cards open these records, and what was done with holders' cards.",
            "holder_cards.holders-make": "A new set of cards, one for each holder: some few of them together open the records.\n\nA former set opens nothing from then on; a new recovery card comes with that.",
            "holder_cards.holders-end": "The cards open nothing from then on; a new recovery card comes with that.",
        },
    ),
    "form": Group(
        "Questionnaires.",
        {
            "form.check": "Look questionnaires over: what is wrong, where, and what to do.",
            "form.play": "Give answers to a questionnaire without keeping them, and show what it makes of them.",
            "form.pack": "Write a questionnaire with its pictures and sounds into one file, signed by this computer.",
            "form.install": "Install a form pack, whole or not at all.",
        },
    ),
    "screening": Group(
        "Screening without a questionnaire.",
        {
            "screening.assess": "Every reading of answers by indicator, and what they come to; nothing is kept.",
            "screening.bank": "How the described situations of the bank come out: who is found, who is missed, false alarms.",
            "screening.label": "Situations without labels, for two people on two computers, and how far they agree.",
        },
    ),
    "practice": Group(
        "People to practise on, and a score that explains.",
        {
            "practice.list": "The people to practise on, each with what she or he tells.",
            "practice.score": "Give answers to the rapid screening as `form play` does, and say what was found and missed.",
        },
    ),
    "draft": Group(
        "Unfinished interviews.",
        {
            "draft.list": "Unfinished interviews, the last touched first.",
            "draft.accept": "Go on with what is left of an interview that came back shorter; that it did stays noted.",
            "draft.discard": "Destroy an unfinished interview for good.",
            "draft.close": "No talk could be held: the answers are destroyed, and nothing of the person is kept.",
            "draft.visits": "Where one wanted to try again, why no talk was held, and who was there.",
            "draft.versions": "Look at what a newer version of the questionnaire would change; nothing is changed.",
            "draft.move": "Move an unfinished interview to the newer version; what that has no place for is kept aside.",
        },
    ),
    "case": Group(
        "Cases.",
        {
            "case_search.list": "The cases on this computer, the latest first.",
            "case_search.search": "Find cases by name in either script, telephone in any spelling, any number, employer, place, officer or nationality; each says by what it was found.",
            "case_page.show": "A case with its interviews and what happened.",
            "case_papers.pdf": "Save a case's record; the event is written before the file exists.",
            "sharing.grant": "Let a colleague or a team read a case, from its beginning.",
            "sharing.hand": "Hand a case over to a colleague, a team, a supervisor.",
            "sharing.accept": "Accept a case that was handed over.",
            "sharing.decline": "Leave a case that was handed over with whoever has it.",
            "sharing.substitute": "Name who stands in for you from one day to another, in all your cases but restricted ones.",
            "sharing.came-in": "What colleagues left for you, and values that differ.",
            "sharing.verify": "Verify every signature, author, body and place of a case again.",
            "answers.conflicts": "Fields in which colleagues wrote different values before their computers met.",
            "answers.resolve": "Decide between values; the others stay in the history.",
            "answers.correct": "Put an answer of a finished interview right; what it was stays in the history.",
            "answers.review": "A supervisor's decision on a case.",
            "answers.translate": "Write a translation beside what was typed, which stays as it was given.",
            "answers.declare": "Record that an interpreter declared to have interpreted faithfully and to keep silent.",
            "erasure.erase": "Order that a case be erased (--reason), or confirm somebody else's order (--confirm).",
            "attachments.attach": "Keep a sealed copy of a file with a case.",
            "attachments.attachments": "The files of a case.",
            "attachments.attachment": "Write a file of a case outside the records, a picture without what is noted beside it; the case's history says so first.",
            "answers.history": "Everything that happened: who, when, what, from what to what, why.",
            "course.stage": "Move a case to another stage; back only with a reason.",
            "course.consent": "Record what the person answered, or, apart from it, a legal basis.",
            "course.told": "Record that an agency heard of every withdrawn consent that concerns it.",
            "course.check": "Confirm something that a stage or a voluntary return needs.",
            "course.refer": "Record a referral, with its number and its clock; refused outside the person's consent.",
            "course.referral": "Say how a referral goes.",
            "course.status": "Decide on the status, or confirm a decision as a second person.",
            "course.kind": "Say what kind of case it is, and which forms of exploitation.",
            "course.close": "Close a case: a supervisor or the desk.",
            "course.reopen": "Open a closed case again.",
            "course.hold": "Keep a case beyond its time.",
            "links.doubles": "Cases that may be about the same person, with what speaks for it.",
            "links.link": "Link two cases; it can always be undone.",
            "links.unlink": "End a link between two cases.",
            "links.links": "What hangs together around a case or a group: groups, cases by their numbers, people.",
            "links.together": "Cases linked as the same person told as one: facts beside each other, and one timeline.",
            "links.person": "Note a person or a place, or put right what is known (--person).",
            "links.proceeding": "Enter what an authority does: --set complaint=..., prosecution=..., court=..., charge=...",
            "links.hearing": "Enter a hearing, or what came of it; until then it is a task.",
            "case_papers.disclose": "What would go to a recipient, what stays, and the free texts; with decisions on them, those are kept.",
            "case_papers.dossier": "Save a case's dossier for an authority; the event is written before the file exists.",
            "case_papers.letter": "Save a referral's letter; the event is written before the file exists.",
            "course.service": "Record what the office gave the person itself, or take back what was recorded by mistake.",
            "course.recovery": "Make the time to recover and reflect longer.",
            "course.talk-day": "Set the day of the next talk that a screening called for.",
            "records.record": "Note something of a kind of its own, such as a visit at home.",
            "sync.clear": "Sync, then remove cases that headquarters holds from this computer, all or none of them.",
            "sync.fetch": "Bring a cleared case back with a sync; its number or its id.",
            "sync.away": "The cases that were cleared from this computer.",
        },
    ),
    "case group": Group(
        "Cases of one site or one investigation.",
        {
            "links.list": "The groups that have a case on this computer.",
            "links.make": "A new group of these cases.",
            "links.put": "Put cases into a group, and what it shares into them.",
            "links.out": "Take a case out of a group; it can be put there again.",
            "links.show": "Its cases here, what they share, and what the next interview there begins with.",
            "links.name": "Another name or kind, said in each of its cases here.",
            "links.share": "Note somebody or some place in every case of a group here.",
        },
    ),
    "bundle": Group(
        "A case sealed for others, and such a file opened.",
        {
            "bundle.make": "Seal cases for others, with papers, answers, data, signed events and files; the event comes first.\n\nA --passphrase-file that does not exist is made, with a passphrase of random words in it.",
            "bundle.approvals": "What a second person was asked to approve, the last first.",
            "bundle.approve": "Approve exactly what was asked for, as a second person, or refuse it.",
            "bundle.receipt": "Issue the receipt of a sealed file as a PDF, to be signed by who receives it.",
            "bundle.open": "Open a bundle and verify everything in it; needs no records on this computer.",
            "bundle.acknowledge": "Open a bundle that came, verify everything, and sign a receipt for who sent it.",
            "bundle.import": "Open a bundle made by Sanad, say who signed what, and merge its signed records; the rest stays outside.",
            "bundle.returned": "Take in a receipt that a recipient sent back: verified, matched to the file, and said in its cases.",
        },
    ),
    "recipients": Group(
        "To whom files are sealed again and again.",
        {
            "bundle.add": "Keep a recipient's key; without --words only say which six words they should read.",
            "bundle.receipts": "Keep the key with which a recipient signs receipts, once its six words were compared.",
            "bundle.list": "The recipients that are kept, with their six words and until when.",
            "bundle.remove": "Forget a recipient's key; files that were sealed to it stay so.",
        },
    ),
    "match": Group(
        "Which persons a partner knows too, by file and by agreement.",
        {
            "matching.card": "Write this office's card for a partner, and say the six words that the partner must hear by voice.",
            "matching.start": "Write the first file for a partner; each case that takes part says so first.",
            "matching.resume": "Write the first file of a matching that was broken off; no case says twice that it takes part.",
            "matching.look": "What a partner's first file asks for, before it is answered.",
            "matching.answer": "Answer a partner's first file with the second; each case that takes part says so first.",
            "matching.finish": "Which persons both know: of the partner's answer, or of what the partner gave back.",
            "matching.list": "The matchings, the last first, with the cases that both know.",
            "matching.end": "Give a matching up: what was secret of it is erased.",
        },
    ),
    "match agreement": Group(
        "Agreements with partners.",
        {
            "matching.add": "Keep an agreement with a partner; without --words only say which six words the partner should read.",
            "matching.list": "The agreements on matching, with the partners' six words.",
            "matching.end": "An agreement holds no longer, and the partner's keys are forgotten.",
        },
    ),
    "org": Group(
        "The organisation.",
        {
            "organisation.init": "Found an organisation: this vault becomes its desk. Prints the two sheets to be kept.",
            "organisation.holder": "Name one more desk holder, with the root's words; prints the holder's sheet.",
            "organisation.withdraw": "Withdraw a desk holder, with the root's words.",
            "organisation.show": "Where this vault stands, and who else is in the organisation.",
            "organisation.root-cards": "Deal the root out among holders: some few of their cards together are the root. Its words and former cards stay what they were.",
            "people.people": "Everybody in the organisation: role, teams, computers, absences, and what waits for the desk.",
            "people.computers": "What each computer last said of itself: the desk.",
            "people.role": "Give somebody another role from here on; sync first.",
            "people.rename": "Call somebody by another name; the role stays.",
            "people.judicial": "By which decision somebody is a judicial officer.",
            "people.withdraw-person": "Withdraw all computers of a person: their teams have new keys at once.",
        },
    ),
    "org certificate": Group(
        "What the office signs papers with, inside the PDF.",
        {
            "office_certificate.show": "What is signed with here, and the office's certificates that this computer has heard of.",
            "office_certificate.make": "Make the office's own certificate, or a new one: dossiers and letters saved here are signed with it.",
            "office_certificate.request": "Write a request (PKCS 10) that an authority answers with a certificate; until then nothing changes.",
            "office_certificate.import": "Take an authority's answer in: papers are signed with it from then on.",
            "office_certificate.end": "A certificate signs nothing any more, on every desk that hears of it: its computer was stolen.",
        },
    ),
    "org absence": Group(
        "Who is away, and who stands in.",
        {
            "people.set": "Say who is away and who stands in, or change it: cases are lent on these days alone.",
            "people.end": "End an absence before its last day, or before its first.",
            "people.list": "The absences that are known here, by their first days.",
        },
    ),
    "org team": Group(
        "Teams: make, rename, who is in them.",
        {
            "people.create": "Make a team, apart from any invitation.",
            "people.rename": "Call a team by another name; its key and its cases stay.",
            "people.add": "Put somebody into a team, who reads its cases from then on, from their beginning.",
            "people.remove": "Take somebody out of a team, which has a new key at once.",
            "people.move": "Move somebody from one team to another, with the new cases from then on.",
        },
    ),
    "desk": Group(
        "The desk: who may come in, and who must go.",
        {
            "desk.invite": "Write one invitation for many computers.",
            "desk.admit": "Let a computer in. Compare the six words: if they differ, revoke it at once.",
            "desk.revoke": "Withdraw a computer: its teams have new keys at once, its cases at their next writing.",
            "desk.accept-late": "Vouch for records that a withdrawn computer wrote before, and that came in afterwards.",
            "desk.vouch": "Certify a computer that another desk let in, after asking its person: orders to erase need it.",
            "desk.take-over": "A desk holder's sheet makes this vault a desk.",
            "desk.server": "Name the organisation's headquarters to all colleagues, and make it yours.",
            "desk.answers": "The computers that ask headquarters to be let in, and their six words.",
            "desk.confirm": "Let in a computer that asks headquarters, if the six words on its screen are these.",
            "desk.inbox": "What colleagues sent, whether every signature holds, and who asks to be let in.",
            "desk.devices": "The computers that were let in; how far each is, where headquarters can be asked.",
            "desk.lost": "What was on a computer that is lost, and when it was last heard of.",
            "desk.erasures": "The orders carried out here, and which computers have said that they did too.",
            "desk.certificate": "Issue the certificate of an erasure as a PDF.",
            "desk.check-paper": "Whose computer signed a certificate, a sheet or a receipt.",
            "desk.apart": "Records over their author's budget in a case: kept apart, without effect.",
            "desk.put-away": "Put away what is kept apart of a computer in a case, and its unconfirmed orders to erase.",
        },
    ),
    "paper": Group(
        "Papers that came with a signature inside the PDF.",
        {
            "office_certificate.check": "Is a signed PDF as it was signed, by whose certificate, and when; needs no records.",
            "office_certificate.whose": "The same, and whether that certificate is this organisation's: the desk knows all of its.",
        },
    ),
    "post": Group(
        "Carry cases by a folder or a stick.",
        {
            "sync.export": "Write into a folder what colleagues have not confirmed and what doesn't lie there already.",
            "sync.import": "Take in what colleagues left in a folder; its files stay as they are.",
            "sync.forward": "Pass a folder's post on to headquarters for those without a network, and lay headquarters' receipts into the folder for them.",
        },
    ),
    "hq": Group(
        "The headquarters server.",
        {
            "hq.init": "Make a headquarters: its folder, keys and tables, and the card for the desk.",
            "hq.serve": "Serve until stopped. Prints one line with its address once it answers.",
            "hq.backup": "Everything that this headquarters holds, with its keys, into one file. It may go on serving.",
            "hq.check": "Is it there for its computers? Asked by its name, over the network, as one of them would.",
            "hq.state": "How it stands: certificate, backups, what went wrong last.",
            "hq.backups": "From now on a backup every day, made by the server itself; the first one now, opened again.",
            "hq.restore": "Make a headquarters again from a backup, in an empty folder and database.",
        },
    ),
    "profile": Group(
        "Referral systems: stages, agencies, conditions.",
        {
            "profile.check": "Look a referral system over: what is wrong, in which line, and what to do.",
            "profile.adopt": "Give a referral system to everybody: the desk.",
            "profile.authority": "Enter an authority of another country under an agreement, for everybody: the desk.",
            "profile.facts": "What the referral system in use says of law and places, with source and day: confirmed or not.",
            "profile.confirm": "Confirm or correct one of these facts, for everybody: the desk.",
            "profile.show": "The referral system in use here.",
            "profile.directory": "Where people can be referred: agencies, services and places, without a network.",
            "profile.languages": "In which languages the sheet of a worker's rights can be given.",
            "profile.rights": "Save the sheet of a worker's rights and of whom to call, in the person's language.",
        },
    ),
    "shift": Group(
        "The change of shifts.",
        {
            "tasks.show": "Notes that wait, cases that changed within a day, what is due within the next.",
            "tasks.note": "A note on a case for the next shift.",
            "tasks.take": "Take over what colleagues told the next shift.",
        },
    ),
    "update": Group(
        "A newer Sanad, from a signed file.",
        {
            "update.check": "Check an update to its last byte: who signed it, for whom, until when; nothing of it is run.",
            "update.install": "Check, copy the records, try the new version on a copy of them, and install it for the next start.",
            "update.fetch": "Fetch what the server has for this computer; asked again after a break, it goes on from there.",
            "update.back": "Go back to the version before; what was written since stays.",
            "update.status": "Which version runs, since when, who may sign updates, and what one can go back to.",
            "update_making.key": "Make a key that signs updates, in a file under a passphrase (asked, or SANAD_UPDATE_PASSPHRASE_FILE).",
            "update_making.root": "Write a list of who may sign updates, to be signed; with --former the one that follows.",
            "update_making.make": "Make the update of a packaged folder, to be signed; the same folder gives the same bytes.",
            "update_making.sign": "Add a signature to an update or to a list of who may sign.",
            "update_making.show": "What a key, a list or an update says of itself; whether it may be installed says `check`.",
        },
    ),
    "export": Group(
        "Files for partners.",
        {
            "exchange.htcds": "Cases as a file of the standard HTCDS (.json, .csv, .xlsx); each case says so first.",
            "exchange.ctdc": "Cases in the columns of the CTDC (.csv, .xlsx), without names and numbers; each case says so first.",
            "exchange.xforms": "The interviews of cases as XForms instances in a .zip, one XML each; each case says so first.",
            "exchange.csv": "Chosen facts and questions of cases as .csv, with codes and words; each case says so first.",
            "exchange.xlsx": "Chosen facts and questions of cases as .xlsx, days as days; each case says so first.",
        },
    ),
    "import": Group(
        "Files of partners.",
        {"exchange.htcds": "Records of another organisation, in a file of the standard HTCDS, as new cases."},
    ),
}


def command_line() -> LazyGroup:
    """Everything that can be said after `./run`."""
    sanad = typer.Typer(**PLAIN)
    sanad.callback()(_sanad)
    return LazyGroup("", GROUPS, params=get_group(sanad).params)


def _show_version(version: bool) -> None:
    if version:
        print(PROGRAM)
        raise typer.Exit


def _sanad(
    version: Annotated[
        bool, Option("--version", callback=_show_version, is_eager=True, help="Which Sanad this is.")
    ] = False,
) -> None:
    """The options before all words."""
