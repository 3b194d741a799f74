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
            "interview.interview": "Hold an interview. Each answer is on the disk before it counts as saved.",
            "enrolment.enrol": "Join an organisation: over the network (FILE), or by files: answer (FILE -o), --finish.",
            "sync.sync": "Sync with headquarters, once or until it is stopped. Ends with 1 if something was not exchanged.",
            "tasks.tasks": "List what has to be done in all cases on this computer, overdue tasks first.",
            "figures.figures": "Count the figures of a period for a report. No number below five is shown, nor one that would reveal it.",
            "tasks.inbox": "List every change by others in your cases, read or not, newest first.",
            "demo.demo": "Do the whole main job with fictional answers, without a screen.",
            "demo.selftest": "Check that this installation works: vault, form, Arabic PDF, fonts, translations.",
            "computer.diagnosis": "Versions, protections, room, policy and bugs of this computer; nothing of any case or person.",
            "computer.policy": "What the administrator of this computer set, line by line, and where each comes from.",
            "computer.verify": "List the protections of this computer and name those that are missing. Everything works without them, too.",
        },
    ),
    "vault": Group(
        "An officer's encrypted records on this computer.",
        {
            "vault.create": "Set an officer up on this computer.",
            "vault.list": "Who is set up on this computer.",
            "vault.check": "Read and verify every page, signature and event.",
            "vault.safe": "Show where automatic copies of the records go, when the last one was made, and whether it opened.",
            "vault.clock": "Say whether this computer's clock is in doubt. What is written while it is will be marked.",
            "vault.passphrase": "Change the passphrase; the old one and the old recovery card open nothing from then on.",
            "vault.recover": "Open with the recovery card and choose a new passphrase (SANAD_PASSPHRASE_FILE or asked).",
            "vault.backup": "Write everything, still sealed, into one file.",
            "vault.salvage": "Copy what still verifies of damaged records into a backup; they stay as they are.",
            "vault.restore": "Restore the records of a backup here. What was here is set aside, not removed.",
            "holder_cards.holders": "Whose cards open these records, and what was done with holders' cards.",
            "holder_cards.holders-make": "A new set of cards, one for each holder: some few of them together open the records.\n\nA former set opens nothing from then on; a new recovery card comes with that.",
            "holder_cards.holders-end": "The cards open nothing from then on; a new recovery card comes with that.",
        },
    ),
    "form": Group(
        "Questionnaires.",
        {
            "form.check": "Check questionnaires: what is wrong, where, and what to do.",
            "form.play": "Give answers to a questionnaire without keeping them, and show what it makes of them.",
            "form.pack": "Write a questionnaire with its pictures and sounds into one file, signed by this computer.",
            "form.install": "Install a form pack, whole or not at all.",
        },
    ),
    "screening": Group(
        "Screening without a questionnaire.",
        {
            "screening.assess": "Read answers by every indicator and say what they amount to. Nothing is saved.",
            "screening.bank": "Screen the described situations of the bank: who is found, who is missed, false alarms.",
            "screening.label": "Give situations without labels to two people on two computers, and say how far they agree.",
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
            "draft.list": "List unfinished interviews, those changed last first.",
            "draft.accept": "Continue an interview of which only a part came back. The loss stays noted.",
            "draft.discard": "Destroy an unfinished interview for good.",
            "draft.close": "No talk could be held: the answers are destroyed, and nothing of the person is kept.",
            "draft.visits": "List where no talk could be held: why, who was there, and when to try again.",
            "draft.versions": "Look at what a newer version of the questionnaire would change; nothing is changed.",
            "draft.move": "Move an unfinished interview to the newer version. Answers without a place there are kept apart.",
        },
    ),
    "case": Group(
        "Cases.",
        {
            "case_search.list": "The cases on this computer, the latest first.",
            "case_search.search": "Find cases by name in either script, telephone in any spelling, any number, employer, place, officer or nationality. Each result says what matched.",
            "case_page.show": "Show a case with its interviews and history.",
            "case_papers.pdf": "Save a case's record; the event is written before the file exists.",
            "sharing.grant": "Let a colleague or a team read a case, from its beginning.",
            "sharing.hand": "Hand a case over to a colleague, a team, a supervisor.",
            "sharing.accept": "Accept a case that was handed over.",
            "sharing.decline": "Decline a case that was handed over: it stays with the officer who has it.",
            "sharing.substitute": "Name who stands in for you from one day to another, in all your cases but restricted ones.",
            "sharing.came-in": "List what colleagues left for you, and values that differ.",
            "sharing.verify": "Verify every signature, author, body and place of a case again.",
            "answers.conflicts": "Fields in which colleagues wrote different values before their computers met.",
            "answers.resolve": "Decide between values; the others stay in the history.",
            "answers.correct": "Correct an answer of a finished interview. The earlier answer stays in the history.",
            "answers.review": "A supervisor's decision on a case.",
            "answers.translate": "Write a translation beside what was typed, which stays as it was given.",
            "answers.declare": "Record that an interpreter declared to have interpreted faithfully and to keep silent.",
            "erasure.erase": "Order that a case be erased (--reason), or confirm somebody else's order (--confirm).",
            "attachments.attach": "Keep a sealed copy of a file with a case.",
            "attachments.attachments": "The files of a case.",
            "attachments.attachment": "Save a file of a case outside the records, a picture without its hidden details. The case's history records it first.",
            "answers.history": "List everything that happened: who, when, what changed, from what to what, and why.",
            "course.stage": "Move a case to another stage; back only with a reason.",
            "course.consent": "Record what the person answered, or a legal basis instead.",
            "course.told": "Record that an agency heard of every withdrawn consent that concerns it.",
            "course.check": "Confirm something that a stage or a voluntary return needs.",
            "course.refer": "Record a referral, with its number and its clock; refused outside the person's consent.",
            "course.referral": "Record the progress of a referral.",
            "course.status": "Decide on the status, or confirm a decision as a second person.",
            "course.kind": "Say what kind of case it is, and which forms of exploitation.",
            "course.close": "Close a case: a supervisor or the desk.",
            "course.reopen": "Open a closed case again.",
            "course.hold": "Keep a case longer than its time limit.",
            "links.doubles": "List cases that may be about the same person, with the reasons.",
            "links.link": "Link two cases; it can always be undone.",
            "links.unlink": "End a link between two cases.",
            "links.links": "Show what is connected with a case or a group: groups, cases by their numbers, people.",
            "links.together": "Show cases linked as the same person together: facts side by side, and one timeline.",
            "links.person": "Note a person or a place, or correct what is known (--person).",
            "links.proceeding": "Enter what an authority does: --set complaint=..., prosecution=..., court=..., charge=...",
            "links.hearing": "Enter a hearing, or what came of it; until then it is a task.",
            "case_papers.disclose": "Show what would go to a recipient, what stays, and the free texts. Decisions on them are saved.",
            "case_papers.dossier": "Save a case's dossier for an authority; the event is written before the file exists.",
            "case_papers.letter": "Save a referral's letter; the event is written before the file exists.",
            "course.service": "Record what the office gave the person itself, or take back what was recorded by mistake.",
            "course.recovery": "Extend the time to recover and reflect.",
            "course.talk-day": "Set the day of the next talk that a screening called for.",
            "records.record": "Record an entry of a special kind, such as a visit at home.",
            "sync.clear": "Sync, then remove cases that headquarters holds from this computer, all or none of them.",
            "sync.fetch": "Bring a cleared case back with a sync, by its number or id.",
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
            "bundle.returned": "Import a receipt that a recipient sent back. It is verified, matched to the file, and noted in its cases.",
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
            "matching.finish": "Show which persons both know, from the partner's answer or from its last file.",
            "matching.list": "The matchings, the last first, with the cases that both know.",
            "matching.end": "Give up a matching. Its secrets are erased.",
        },
    ),
    "match agreement": Group(
        "Agreements with partners.",
        {
            "matching.add": "Keep an agreement with a partner; without --words only say which six words the partner should read.",
            "matching.list": "The agreements on matching, with the partners' six words.",
            "matching.end": "End an agreement and forget the partner's keys.",
        },
    ),
    "org": Group(
        "The organisation.",
        {
            "organisation.init": "Found an organisation: this vault becomes its desk. Prints the two sheets to be kept.",
            "organisation.holder": "Name one more desk holder, with the root's words; prints the holder's sheet.",
            "organisation.withdraw": "Withdraw a desk holder, with the root's words.",
            "organisation.show": "Show this vault's place in the organisation, and who else is in it.",
            "organisation.root-cards": "Share the root among holders: a few of their cards together are the root. Its words and earlier cards stay valid.",
            "people.people": "Everybody in the organisation: role, teams, computers, absences, and what waits for the desk.",
            "people.computers": "What each computer last said of itself: the desk.",
            "people.role": "Give somebody another role from here on; sync first.",
            "people.rename": "Rename a person. The role stays.",
            "people.judicial": "Record the decision that made a person a judicial officer.",
            "people.withdraw-person": "Withdraw all computers of a person: their teams have new keys at once.",
        },
    ),
    "org certificate": Group(
        "What the office signs papers with, inside the PDF.",
        {
            "office_certificate.show": "What is signed with here, and the office's certificates that this computer has heard of.",
            "office_certificate.make": "Make the office's own certificate, or a new one: dossiers and letters saved here are signed with it.",
            "office_certificate.request": "Write a request (PKCS 10) that an authority answers with a certificate; until then nothing changes.",
            "office_certificate.import": "Import an authority's answer. Papers are signed with it from then on.",
            "office_certificate.end": "End a certificate whose computer was stolen: no desk that hears of it signs with it any more.",
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
            "people.rename": "Rename a team. Its key and its cases stay.",
            "people.add": "Add a person to a team. They can then read its cases from the beginning.",
            "people.remove": "Remove a person from a team. The team has a new key at once.",
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
            "desk.take-over": "Make this vault a desk, with a desk holder's sheet.",
            "desk.server": "Name the organisation's headquarters to all colleagues, and make it yours.",
            "desk.answers": "The computers that ask headquarters to be let in, and their six words.",
            "desk.confirm": "Let in a computer that asks headquarters, if the six words on its screen are these.",
            "desk.inbox": "What colleagues sent, whether every signature holds, and who asks to be let in.",
            "desk.devices": "The computers that were let in; how far each is, where headquarters can be asked.",
            "desk.lost": "What was on a computer that is lost, and when it was last heard of.",
            "desk.erasures": "The orders carried out here, and which computers have said that they did too.",
            "desk.certificate": "Issue the certificate of an erasure as a PDF.",
            "desk.check-paper": "Whose computer signed a certificate, a sheet or a receipt.",
            "desk.apart": "List records over their author's limit in a case: they are kept apart and have no effect.",
            "desk.put-away": "Put away a computer's records that are kept apart in a case, and its unconfirmed orders to erase.",
        },
    ),
    "paper": Group(
        "Papers that came with a signature inside the PDF.",
        {
            "office_certificate.check": "Check whether a signed PDF is unchanged, whose certificate signed it, and when. Needs no records.",
            "office_certificate.whose": "The same, and whether that certificate belongs to this organisation: the desk knows all of them.",
        },
    ),
    "post": Group(
        "Carry cases by a folder or a stick.",
        {
            "sync.export": "Write into a folder what colleagues have not confirmed and what is not there yet.",
            "sync.import": "Import what colleagues left in a folder. Its files stay as they are.",
            "sync.forward": "Forward a folder's post to headquarters for colleagues without a network, and put its receipts into the folder for them.",
        },
    ),
    "hq": Group(
        "The headquarters server.",
        {
            "hq.init": "Make a headquarters: its folder, keys and tables, and the card for the desk.",
            "hq.serve": "Serve until stopped. Prints one line with its address once it answers.",
            "hq.backup": "Back up everything that this headquarters holds, with its keys, into one file. It can keep serving.",
            "hq.check": "Check whether computers can reach it: by its name, over the network, as one of them would.",
            "hq.state": "Show its state: certificate, backups, the latest problems.",
            "hq.backups": "Let the server make a backup every day from now on. It makes the first one now and opens it again.",
            "hq.restore": "Make a headquarters again from a backup, in an empty folder and database.",
        },
    ),
    "profile": Group(
        "Referral systems: stages, agencies, conditions.",
        {
            "profile.check": "Check a referral system: what is wrong, in which line, and what to do.",
            "profile.adopt": "Give a referral system to everybody: the desk.",
            "profile.authority": "Enter an authority of another country under an agreement, for everybody: the desk.",
            "profile.facts": "List what the referral system in use says of law and places, with source, day, and whether it is confirmed.",
            "profile.confirm": "Confirm or correct one of these facts, for everybody: the desk.",
            "profile.show": "The referral system in use here.",
            "profile.directory": "List where people can be referred: agencies, services and places. Works without a network.",
            "profile.languages": "List the languages of the sheet of a worker's rights.",
            "profile.rights": "Save the sheet of a worker's rights and of whom to call, in the person's language.",
        },
    ),
    "shift": Group(
        "The change of shifts.",
        {
            "tasks.show": "Notes that wait, cases that changed within a day, what is due within the next.",
            "tasks.note": "A note on a case for the next shift.",
            "tasks.take": "Take over the notes for the next shift.",
        },
    ),
    "update": Group(
        "A newer Sanad, from a signed file.",
        {
            "update.check": "Check every byte of an update: who signed it, for whom, until when. It is not run.",
            "update.install": "Check, copy the records, try the new version on a copy of them, and install it for the next start.",
            "update.fetch": "Fetch the update that the server has for this computer. After an interruption it continues from there.",
            "update.back": "Go back to the version before. What was written since stays.",
            "update.status": "Show which version runs, since when, who may sign updates, and which version one can go back to.",
            "update_making.key": "Make a key that signs updates, in a file under a passphrase (asked, or SANAD_UPDATE_PASSPHRASE_FILE).",
            "update_making.root": "Write a list of who may sign updates, to be signed; with --former the one that follows.",
            "update_making.make": "Make the update of a packaged folder, to be signed; the same folder gives the same bytes.",
            "update_making.sign": "Add a signature to an update or to a list of who may sign.",
            "update_making.show": "Show what a key, a list or an update says of itself. Use `check` to see whether it may be installed.",
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
