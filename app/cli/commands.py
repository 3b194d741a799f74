"""The table of all words: each group, which module of `app.cli` has which of its words, and what
`--help` says of each: the beginning of its command's docstring, in this order.

A module is imported when one of its words is used.
"""

from typing import Annotated

import typer
from typer.main import get_group

from app.cli.lazy_group import PLAIN, Group, LazyGroup
from app.version import PROGRAM

VAULT = Group(
    "An officer's encrypted records on this computer.",
    {
        "vault": {
            "create": "Set an officer up on this computer.",
            "list": "Who is set up on this computer.",
            "check": "Read and verify every page, signature and event.",
            "safe": "Where copies of the records are made by themselves, when the last was, and whether it opened.",
            "clock": "Is this computer's clock in doubt? What is written meanwhile is marked.",
            "passphrase": "Change the passphrase; the old one and the old recovery card open nothing from then on.",
            "recover": "Open with the recovery card and choose a new passphrase (SANAD_PASSPHRASE_FILE or asked).",
            "backup": "Write everything, still sealed, into one file.",
            "restore": "Lay a backup's records here; what was here is set aside, not removed.",
        },
        "holder_cards": {
            "holders": "Whose cards open these records, and what was done with holders' cards.",
            "holders-make": "A new set of cards, one for each holder: some few of them together open the records.",
            "holders-end": "The cards open nothing from then on; a new recovery card comes with that.",
        },
    },
)
FORM = Group(
    "Questionnaires.",
    {
        "form": {
            "check": "Look questionnaires over: what is wrong, where, and what to do.",
            "play": "Give answers to a questionnaire without keeping them, and show what it makes of them.",
            "pack": "Write a questionnaire with its pictures and sounds into one file, signed by this computer.",
            "install": "Install a form pack, whole or not at all.",
        },
    },
)
SCREENING = Group(
    "Screening without a questionnaire.",
    {
        "screening": {
            "assess": "Every reading of answers by indicator, and what they come to; nothing is kept.",
            "bank": "How the described situations of the bank come out: who is found, who is missed, false alarms.",
            "label": "Situations without labels, for two people on two computers, and how far they agree.",
        },
    },
)
PRACTICE = Group(
    "People to practise on, and a score that explains.",
    {
        "practice": {
            "list": "The people to practise on, each with what she or he tells.",
            "score": "Give answers to the rapid screening as `form play` does, and say what was found and missed.",
        },
    },
)
DRAFT = Group(
    "Unfinished interviews.",
    {
        "draft": {
            "list": "Unfinished interviews, the last touched first.",
            "accept": "Go on with what is left of an interview that came back shorter; that it did stays noted.",
            "discard": "Destroy an unfinished interview for good.",
            "close": "No talk could be held: the answers are destroyed, and nothing of the person is kept.",
            "visits": "Where one wanted to try again, why no talk was held, and who was there.",
            "versions": "Look at what a newer version of the questionnaire would change; nothing is changed.",
            "move": "Move an unfinished interview to the newer version; what that has no place for is kept aside.",
        },
    },
)
CASE = Group(
    "Cases.",
    {
        "case_search": {
            "list": "The cases on this computer, the latest first.",
            "search": "Find cases by name in either script, telephone in any spelling, any number, employer, place, officer or nationality; each says by what it was found.",
        },
        "case_page": {
            "show": "A case with its interviews and what happened.",
        },
        "case_pdf": {
            "pdf": "Save a case's record; the event is written before the file exists.",
        },
        "sharing": {
            "grant": "Let a colleague or a team read a case, from its beginning.",
            "hand": "Hand a case over to a colleague, a team, a supervisor.",
            "accept": "Accept a case that was handed over.",
            "decline": "Leave a case that was handed over with whoever has it.",
            "substitute": "Name who stands in for you from one day to another, in all your cases but restricted ones.",
            "came-in": "What colleagues left for you, and values that differ.",
            "verify": "Verify every signature, author, body and place of a case again.",
        },
        "decisions": {
            "conflicts": "Fields in which colleagues wrote different values before their computers met.",
            "resolve": "Decide between values; the others stay in the history.",
            "correct": "Put an answer of a finished interview right; what it was stays in the history.",
            "review": "A supervisor's decision on a case.",
        },
        "interpretation": {
            "translate": "Write a translation beside what was typed, which stays as it was given.",
            "declare": "Record that an interpreter declared to have interpreted faithfully and to keep silent.",
        },
        "erasure": {
            "erase": "Order that a case be erased (--reason), or confirm somebody else's order (--confirm).",
        },
        "attachments": {
            "attach": "Keep a sealed copy of a file with a case.",
            "attachments": "The files of a case.",
            "attachment": "Write a file of a case outside the records, a picture without what is noted beside it; the case's history says so first.",
        },
        "history": {
            "history": "Everything that happened: who, when, what, from what to what, why.",
        },
        "lifecycle": {
            "stage": "Move a case to another stage; back only with a reason.",
            "consent": "Record what the person answered, or, apart from it, a legal basis.",
            "told": "Record that an agency heard of every withdrawn consent that concerns it.",
            "check": "Confirm something that a stage or a voluntary return needs.",
        },
        "referrals": {
            "refer": "Record a referral, with its number and its clock; refused outside the person's consent.",
            "referral": "Say how a referral goes.",
        },
        "closure": {
            "status": "Decide on the status, or confirm a decision as a second person.",
            "kind": "Say what kind of case it is, and which forms of exploitation.",
            "close": "Close a case: a supervisor or the desk.",
            "reopen": "Open a closed case again.",
            "hold": "Keep a case beyond its time.",
        },
        "linked_cases": {
            "doubles": "Cases that may be about the same person, with what speaks for it.",
            "link": "Link two cases; it can always be undone.",
            "unlink": "End a link between two cases.",
            "links": "What hangs together around a case or a group: groups, cases by their numbers, people.",
            "together": "Cases linked as the same person told as one: facts beside each other, and one timeline.",
        },
        "related_people": {
            "person": "Note a person or a place, or put right what is known (--person).",
            "proceeding": "Enter what an authority does: --set complaint=..., prosecution=..., court=..., charge=...",
            "hearing": "Enter a hearing, or what came of it; until then it is a task.",
        },
        "disclosure": {
            "disclose": "What would go to a recipient, what stays, and the free texts; with decisions on them, those are kept.",
        },
        "dossier": {
            "dossier": "Save a case's dossier for an authority; the event is written before the file exists.",
        },
        "letter": {
            "letter": "Save a referral's letter; the event is written before the file exists.",
        },
        "support_services": {
            "service": "Record what the office gave the person itself, or take back what was recorded by mistake.",
            "recovery": "Make the time to recover and reflect longer.",
            "talk-day": "Set the day of the next talk that a screening called for.",
        },
        "records": {
            "record": "Note something of a kind of its own, such as a visit at home.",
        },
        "cleared_cases": {
            "clear": "Sync, then remove cases that headquarters holds from this computer, all or none of them.",
            "fetch": "Bring a cleared case back with a sync; its number or its id.",
            "away": "The cases that were cleared from this computer.",
        },
    },
    groups={
        "group": Group(
            "Cases of one site or one investigation.",
            {
                "groups": {
                    "list": "The groups that have a case on this computer.",
                    "make": "A new group of these cases.",
                    "put": "Put cases into a group, and what it shares into them.",
                    "out": "Take a case out of a group; it can be put there again.",
                    "show": "Its cases here, what they share, and what the next interview there begins with.",
                    "name": "Another name or kind, said in each of its cases here.",
                    "share": "Note somebody or some place in every case of a group here.",
                },
            },
        ),
    },
)
BUNDLE = Group(
    "A case sealed for others, and such a file opened.",
    {
        "bundle": {
            "make": "Seal cases for others, with papers, answers, data, signed events and files; the event comes first.",
            "approvals": "What a second person was asked to approve, the last first.",
            "approve": "Approve exactly what was asked for, as a second person, or refuse it.",
            "receipt": "Issue the receipt of a sealed file as a PDF, to be signed by who receives it.",
            "open": "Open a bundle and verify everything in it; needs no records on this computer.",
            "acknowledge": "Open a bundle that came, verify everything, and sign a receipt for who sent it.",
            "import": "Open a bundle made by Sanad, say who signed what, and merge its signed records; the rest stays outside.",
            "returned": "Take in a receipt that a recipient sent back: verified, matched to the file, and said in its cases.",
        },
    },
)
RECIPIENTS = Group(
    "To whom files are sealed again and again.",
    {
        "recipients": {
            "add": "Keep a recipient's key; without --words only say which six words they should read.",
            "receipts": "Keep the key with which a recipient signs receipts, once its six words were compared.",
            "list": "The recipients that are kept, with their six words and until when.",
            "remove": "Forget a recipient's key; files that were sealed to it stay so.",
        },
    },
)
MATCH = Group(
    "Which persons a partner knows too, by file and by agreement.",
    {
        "matching": {
            "card": "Write this office's card for a partner, and say the six words that the partner must hear by voice.",
            "start": "Write the first file for a partner; each case that takes part says so first.",
            "resume": "Write the first file of a matching that was broken off; no case says twice that it takes part.",
            "look": "What a partner's first file asks for, before it is answered.",
            "answer": "Answer a partner's first file with the second; each case that takes part says so first.",
            "finish": "Which persons both know: of the partner's answer, or of what the partner gave back.",
            "list": "The matchings, the last first, with the cases that both know.",
            "end": "Give a matching up: what was secret of it is erased.",
        },
    },
    {
        "agreement": Group(
            "Agreements with partners.",
            {
                "matching": {
                    "add": "Keep an agreement with a partner; without --words only say which six words the partner should read.",
                    "list": "The agreements on matching, with the partners' six words.",
                    "end": "An agreement holds no longer, and the partner's keys are forgotten.",
                },
            },
        ),
    },
)
ORG = Group(
    "The organisation.",
    {
        "organisation": {
            "init": "Found an organisation: this vault becomes its desk.",
            "holder": "Name one more desk holder, with the root's words; prints the holder's sheet.",
            "withdraw": "Withdraw a desk holder, with the root's words.",
            "show": "Where this vault stands, and who else is in the organisation.",
            "root-cards": "Deal the root out among holders: some few of their cards together are the root.",
        },
        "people": {
            "people": "Everybody in the organisation: role, teams, computers, absences, and what waits for the desk.",
            "computers": "What each computer last said of itself: the desk.",
            "role": "Give somebody another role from here on; sync first.",
            "rename": "Call somebody by another name; the role stays.",
            "withdraw-person": "Withdraw all computers of a person: their teams have new keys at once.",
        },
    },
    groups={
        "certificate": Group(
            "What the office signs papers with, inside the PDF.",
            {
                "office_certificate": {
                    "show": "What is signed with here, and the office's certificates that this computer has heard of.",
                    "make": "Make the office's own certificate, or a new one: dossiers and letters saved here are signed with it.",
                    "request": "Write a request (PKCS 10) that an authority answers with a certificate; until then nothing changes.",
                    "import": "Take an authority's answer in: papers are signed with it from then on.",
                    "end": "A certificate signs nothing any more, on every desk that hears of it: its computer was stolen.",
                },
            },
        ),
        "absence": Group(
            "Who is away, and who stands in.",
            {
                "people": {
                    "set": "Say who is away and who stands in, or change it: cases are lent on these days alone.",
                    "end": "End an absence before its last day, or before its first.",
                    "list": "The absences that are known here, by their first days.",
                },
            },
        ),
        "team": Group(
            "Teams: make, rename, who is in them.",
            {
                "people": {
                    "create": "Make a team, apart from any invitation.",
                    "rename": "Call a team by another name; its key and its cases stay.",
                    "add": "Put somebody into a team, who reads its cases from then on, from their beginning.",
                    "remove": "Take somebody out of a team, which has a new key at once.",
                    "move": "Move somebody from one team to another, with the new cases from then on.",
                },
            },
        ),
    },
)
DESK = Group(
    "The desk: who may come in, and who must go.",
    {
        "desk": {
            "invite": "Write one invitation for many computers.",
            "admit": "Let a computer in.",
            "revoke": "Withdraw a computer: its teams have new keys at once, its cases at their next writing.",
            "accept-late": "Vouch for records that a withdrawn computer wrote before, and that came in afterwards.",
            "vouch": "Certify a computer that another desk let in, after asking its person: orders to erase need it.",
            "take-over": "A desk holder's sheet makes this vault a desk.",
        },
        "headquarters": {
            "server": "Name the organisation's headquarters to all colleagues, and make it yours.",
            "answers": "The computers that ask headquarters to be let in, and their six words.",
            "confirm": "Let in a computer that asks headquarters, if the six words on its screen are these.",
            "inbox": "What colleagues sent, whether every signature holds, and who asks to be let in.",
            "devices": "The computers that were let in; how far each is, where headquarters can be asked.",
            "lost": "What was on a computer that is lost, and when it was last heard of.",
        },
        "erasure_papers": {
            "erasures": "The orders carried out here, and which computers have said that they did too.",
            "certificate": "Issue the certificate of an erasure as a PDF.",
            "check-paper": "Whose computer signed a certificate, a sheet or a receipt.",
        },
        "disposal": {
            "apart": "Records over their author's budget in a case: kept apart, without effect.",
            "put-away": "Put away what is kept apart of a computer in a case, and its unconfirmed orders to erase.",
        },
    },
)
PAPER = Group(
    "Papers that came with a signature inside the PDF.",
    {
        "paper": {
            "check": "Is a signed PDF as it was signed, by whose certificate, and when; needs no records.",
            "whose": "The same, and whether that certificate is this organisation's: the desk knows all of its.",
        },
    },
)
POST = Group(
    "Carry cases by a folder or a stick.",
    {
        "post": {
            "export": "Write into a folder what colleagues have not confirmed and what doesn't lie there already.",
            "import": "Take in what colleagues left in a folder; its files stay as they are.",
            "forward": "Pass a folder's post on to headquarters for those without a network, and lay headquarters' receipts into the folder for them.",
        },
    },
)
HQ = Group(
    "The headquarters server.",
    {
        "hq": {
            "init": "Make a headquarters: its folder, keys and tables, and the card for the desk.",
            "serve": "Serve until stopped.",
            "backup": "Everything that this headquarters holds, with its keys, into one file.",
            "check": "Is it there for its computers? Asked by its name, over the network, as one of them would.",
            "state": "How it stands: certificate, backups, what went wrong last.",
            "backups": "From now on a backup every day, made by the server itself; the first one now, opened again.",
            "restore": "Make a headquarters again from a backup, in an empty folder and database.",
        },
    },
)
PROFILE = Group(
    "Referral systems: stages, agencies, conditions.",
    {
        "profile": {
            "check": "Look a referral system over: what is wrong, in which line, and what to do.",
            "adopt": "Give a referral system to everybody: the desk.",
            "authority": "Enter an authority of another country under an agreement, for everybody: the desk.",
            "show": "The referral system in use here.",
            "directory": "Where people can be referred: agencies, services and places, without a network.",
            "languages": "In which languages the sheet of a worker's rights can be given.",
            "rights": "Save the sheet of a worker's rights and of whom to call, in the person's language.",
        },
    },
)
SHIFT = Group(
    "The change of shifts.",
    {
        "shift": {
            "show": "Notes that wait, cases that changed within a day, what is due within the next.",
            "note": "A note on a case for the next shift.",
            "take": "Take over what colleagues told the next shift.",
        },
    },
)
UPDATE = Group(
    "A newer Sanad, from a signed file.",
    {
        "update": {
            "check": "Check an update to its last byte: who signed it, for whom, until when; nothing of it is run.",
            "install": "Check, copy the records, try the new version on a copy of them, and install it for the next start.",
            "fetch": "Fetch what the server has for this computer; asked again after a break, it goes on from there.",
            "back": "Go back to the version before; what was written since stays.",
            "status": "Which version runs, since when, who may sign updates, and what one can go back to.",
        },
        "update_making": {
            "key": "Make a key that signs updates, in a file under a passphrase (asked, or SANAD_UPDATE_PASSPHRASE_FILE).",
            "root": "Write a list of who may sign updates, to be signed; with --former the one that follows.",
            "make": "Make the update of a packaged folder, to be signed; the same folder gives the same bytes.",
            "sign": "Add a signature to an update or to a list of who may sign.",
            "show": "What a key, a list or an update says of itself; whether it may be installed says `check`.",
        },
    },
)
EXPORT = Group(
    "Files for partners.",
    {
        "exchange": {
            "htcds": "Cases as a file of the standard HTCDS (.json, .csv, .xlsx); each case says so first.",
            "ctdc": "Cases in the columns of the CTDC (.csv, .xlsx), without names and numbers; each case says so first.",
            "xforms": "The interviews of cases as XForms instances in a .zip, one XML each; each case says so first.",
            "csv": "Chosen facts and questions of cases as .csv, with codes and words; each case says so first.",
            "xlsx": "Chosen facts and questions of cases as .xlsx, days as days; each case says so first.",
        },
    },
)
IMPORT = Group(
    "Files of partners.",
    {
        "exchange": {
            "htcds": "Records of another organisation, in a file of the standard HTCDS, as new cases.",
        },
    },
)
SANAD = Group(
    "Sanad: identify and document victims of trafficking, offline.",
    {
        "interview": {
            "interview": "Hold an interview: each answer is durable before it is said to be kept.",
        },
        "enrolment": {
            "enrol": "Join an organisation: over the network (FILE), or by files: answer (FILE -o), --finish.",
        },
        "sync": {
            "sync": "Sync with headquarters: once, or until it is stopped.",
        },
        "tasks": {
            "tasks": "What is to be done, in all cases on this computer: overdue first.",
        },
        "figures": {
            "figures": "Figures of a period for a report: no number below five is told, nor one that gives it away.",
        },
        "inbox": {
            "inbox": "Every change by somebody else in your cases, the last first, read or not.",
        },
        "demo": {
            "demo": "The whole main job on fictional answers, without a screen.",
            "selftest": "Does this installation work: vault, form, PDF with Arabic, fonts, translations?",
        },
        "diagnosis": {
            "diagnosis": "Versions, protections, room, policy and bugs of this computer; nothing of any case or person.",
        },
        "policy": {
            "policy": "What the administrator of this computer set, line by line, and where each comes from.",
        },
        "protections": {
            "verify": "Which protections does this computer give? What is missing is named; everything works all the same.",
        },
    },
    groups={
        "vault": VAULT,
        "form": FORM,
        "screening": SCREENING,
        "practice": PRACTICE,
        "draft": DRAFT,
        "case": CASE,
        "bundle": BUNDLE,
        "recipients": RECIPIENTS,
        "match": MATCH,
        "org": ORG,
        "desk": DESK,
        "paper": PAPER,
        "post": POST,
        "hq": HQ,
        "profile": PROFILE,
        "shift": SHIFT,
        "update": UPDATE,
        "export": EXPORT,
        "import": IMPORT,
    },
)


def command_line() -> LazyGroup:
    """Everything that can be said after `./run`."""
    sanad = typer.Typer(**PLAIN)
    sanad.callback()(_sanad)
    return LazyGroup("", SANAD, params=get_group(sanad).params)


def _show_version(version: bool) -> None:
    if version:
        print(PROGRAM)
        raise typer.Exit


def _sanad(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Which Sanad this is."
        ),
    ] = False,
) -> None:
    """The options before all words."""
