"""What can be wrong with a bundle, with a recipient or with a key that should open it."""

from dataclasses import dataclass

from app.errors import N_, SanadError


class RecipientRefused(SanadError):
    """A text that is no public key to seal to. `number` counts the recipients from 1."""

    number: int
    says = N_(
        "Recipient {number} is not a public key that a file can be sealed to. Nothing was written. Give an age key "
        "(age1…) or an SSH key (ssh-ed25519 …) as its owner sent it."
    )


class IdentityUnreadable(SanadError):
    says = N_(
        "This is not a private key file: neither from age-keygen nor an SSH key. Nothing "
        "was opened. Choose another file."
    )


class IdentityLocked(SanadError):
    says = N_(
        "This private key has its own passphrase, and Sanad can’t ask for it. Nothing "
        "was opened. Open the sealed file with age, or use a key without a passphrase."
    )


class WrongIdentity(SanadError):
    says = N_(
        "This key does not open the sealed file: it was sealed for others, or its beginning was changed on the way. "
        "Nothing was opened. Try another key, or ask the sender."
    )


class NeedsPassphrase(SanadError):
    says = N_(
        "This sealed file opens with an opening phrase, not with a key file. Nothing was "
        "opened. Ask the sender for the opening phrase."
    )


class NeedsIdentity(SanadError):
    says = N_(
        "This sealed file opens with the private key of a recipient, not with an opening "
        "phrase. Nothing was opened. Choose the key file."
    )


class BundleDamaged(SanadError):
    says = N_(
        "This sealed file is damaged: part of it is missing, or it was changed on the way. None of it was used. Ask "
        "the sender for it again."
    )


class BundleTooLarge(SanadError):
    says = N_(
        "This sealed file needs more time or space than this computer allows. Nothing was opened. Ask the sender."
    )


class BundleNeedsMemory(SanadError):
    megabytes: int
    says = N_(
        "Opening this sealed file with its opening phrase takes {megabytes} MB of free "
        "memory, and this computer has less. Nothing was opened. Close other programs or use "
        "another computer, or ask the sender to seal the file again."
    )


class NoRoomForBundle(SanadError):
    megabytes: int
    free: int
    says = N_(
        "The sealed file needs {megabytes} MB, and only {free} MB are free in that place. "
        "Nothing was written. Choose another place, or free some space."
    )


class PartSizeRefused(SanadError):
    least: int
    most: int
    says = N_(
        "A sealed file can have at most {most} parts of at least {least} MB each. Nothing was written. Choose larger "
        "parts."
    )


def _numbers(numbers: tuple[int, ...]) -> str:
    return " ".join(f"{number:03}" for number in numbers)


class PartsMissing(SanadError):
    """Parts of a bundle that are not beside the others. `numbers`: from 1."""

    numbers: tuple[int, ...]
    total: int
    says = N_(
        "This sealed file came in {total} parts, and some are not here: {parts}. Nothing was "
        "opened. Add the folder or USB stick that holds them."
    )

    @property
    def parts(self) -> str:
        """How their names end."""
        return _numbers(self.numbers)


class PartsAltered(SanadError):
    """Parts that are not what the list of them says. `numbers`: from 1."""

    numbers: tuple[int, ...]
    total: int
    says = N_(
        "Some of the {total} parts of this sealed file are damaged or were changed on the way: {parts}. None of the "
        "file was used. Copy them from the USB stick again, or ask the sender for them."
    )

    @property
    def parts(self) -> str:
        """How their names end."""
        return _numbers(self.numbers)


class PartListUnreadable(SanadError):
    says = N_(
        "The list of this sealed file’s parts, which ends in .sha256, is damaged. Nothing was "
        "opened. Copy it from another USB stick, or remove it and open the first part again."
    )


@dataclass(frozen=True, slots=True)
class BundleProblem:
    """One thing inside a bundle that isn't what its author signed. `file`: the name within it."""

    kind: str
    file: str = ""


class BundleAltered(SanadError):
    problems: tuple[BundleProblem, ...]
    says = N_(
        "This sealed file opens, but its content is not what its author signed. None of it was used. Keep the file, "
        "and ask the sender to send it again another way."
    )


class SealingFailed(SanadError):
    says = N_(
        "The sealed file could not be made or opened on this computer. Nothing was "
        "written. Try again; if this continues, tell user management."
    )


# kinds of Problem, in words
SAYS = {
    "unsafe_name": N_("A file inside has a name that could write outside the folder."),
    "not_a_file": N_("The package contains something that is not a file and is not needed."),
    "doubled": N_("Two files inside have the same name."),
    "not_as_written": N_("The archive inside is not in Sanad’s own format."),
    "missing": N_("A file that belongs to it is missing."),
    "unlisted": N_("A file inside is not covered by the signature."),
    "changed": N_("A file inside was changed."),
    "sums_disagree": N_("The list of checksums does not cover exactly the files inside."),
    "signature": N_("The signature is not valid."),
    "manifest": N_("The manifest does not agree with what is inside."),
    "other_recipient": N_("It was signed for recipients other than the one who opened it."),
}
