"""What can be wrong with any file of ours: another's, of a later version, damaged."""

from app.errors import N_, SanadError


class ForeignFile(SanadError):
    """A file that Sanad did not make."""

    says = N_("This file was not made by Sanad. Nothing was changed. Choose another file.")


class OtherSanadFile(ForeignFile):
    """One of our own, of another kind. `problem`: which."""

    problem: str
    says = N_(
        "This is another file of Sanad: {problem}. Nothing was changed. Choose the file that is asked for here."
    )


class NewerVersion(SanadError):
    """Made by a later version of Sanad."""

    says = N_(
        "This was made by a newer version of Sanad. Nothing was changed and nothing is "
        "lost. Install the newer version and open it there."
    )


class Damaged(SanadError):
    """The bytes are not those that were written."""

    says = N_(
        "The stored records on this computer are damaged. Nothing was changed. Restore "
        "your last backup, and keep this computer for user management to examine."
    )
