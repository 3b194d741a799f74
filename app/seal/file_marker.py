"""The first line of a file: what it is, and which version of it."""

from app.errors import N_, SanadError

# -- file conditions ---------------------------------------------------------------------------
# What can be wrong with any file of ours: another's, of a later version, damaged.


class ForeignFile(SanadError):
    says = N_("This file was not made by Sanad. Nothing was changed. Choose another file.")


class OtherSanadFile(ForeignFile):
    """One of our own, of another kind. `problem`: which."""

    problem: str
    says = N_("This is another file of Sanad: {problem}. Nothing was changed. Choose the file that is asked for here.")


class NewerVersion(SanadError):
    says = N_(
        "This was made by a newer version of Sanad. Nothing was changed and nothing is "
        "lost. Install the newer version and open it there."
    )


class OlderVersion(SanadError):
    says = N_(
        "This was made by an older version of Sanad, which this version no longer reads. Nothing was changed and "
        "nothing is lost. Ask whoever made the file to update Sanad there and to make it again."
    )


class Damaged(SanadError):
    says = N_(
        "The stored records on this computer are damaged. Nothing was changed. Restore "
        "your last backup, and keep this computer for user management to examine."
    )


# -- file marker --------------------------------------------------------------------------------

_VERSION = 1
_KINDS = {
    b"SANAD-INVITATION ": N_("an invitation"),
    b"SANAD-ANSWER ": N_("a join request"),
    b"SANAD-REPLY ": N_("a reply from user management"),
    b"SANAD-POST ": N_("a USB transfer"),
    b"SANAD-HEADQUARTERS ": N_("a server card"),
    b"SANAD-UPDATE ": N_("an update"),
    b"SANAD-UPDATE-KEY ": N_("a key for signing updates"),
    b"SANAD-UPDATE-ROOT ": N_("a list of who may sign updates"),
    b"SANAD-BACKUP ": N_("a backup"),
    b"SANAD-MATCH ": N_("a partner’s message"),
    b"SANAD-MATCH-CARD ": N_("a partner’s card"),
}


def line(magic: bytes, version: int = _VERSION) -> bytes:
    """Such as b"SANAD-POST 1\\n"."""
    return magic + b"%d\n" % version


def foreign(raw: bytes) -> ForeignFile:
    """Not the kind that was asked for: which one of ours, where it is one."""
    named = (OtherSanadFile(name) for kind, name in _KINDS.items() if raw.startswith(kind))
    return next(named, ForeignFile())


def content(raw: bytes, magic: bytes, damaged: type[SanadError], version: int = _VERSION) -> bytes:
    """What follows the first line of a file in that version. ForeignFile, OtherSanadFile, NewerVersion,
    OlderVersion, `damaged`."""
    if not raw.startswith(magic):
        raise foreign(raw)
    number, end, payload = raw[len(magic) :].partition(b"\n")
    if not end or not number.isdigit() or len(number) > 6 or number.startswith(b"0"):
        raise damaged
    if int(number) > version:
        raise NewerVersion
    if int(number) < version:
        raise OlderVersion
    return payload
