"""What can be wrong with an update, and with the versions of Sanad on this computer."""

from datetime import date, datetime

from app.disk import InUse
from app.errors import N_, SanadError


class UpdateRefused(SanadError):
    """An update that is not installed; nothing of it was run."""


class UpdateDamaged(UpdateRefused):
    says = N_(
        "This update is damaged or incomplete. Nothing in it was run, and this version stays. Copy the file again from "
        "where you got it."
    )


class NoUpdateRoot(UpdateRefused):
    says = N_(
        "This Sanad does not know who may sign updates, so it accepts none. Nothing was changed. Ask the person who "
        "looks after this computer."
    )


class UpdateRootRefused(UpdateRefused):
    says = N_(
        "The list of who may sign updates in this file does not follow the one that this computer trusts. Nothing in "
        "it was run, and this version stays. Ask who gave you the file."
    )


class UpdateListLost(UpdateRefused):
    says = N_(
        "The newest list of who may sign updates that this computer knew can no longer be read, and this file has an "
        "older one. Nothing in it was run, and this version stays. Ask those who sign updates for a newer file."
    )


class UnknownUpdateKey(UpdateRefused):
    says = N_(
        "This update is not signed by those who may sign updates for this computer. Nothing in it was run, and this "
        "version stays. Ask who gave you the file."
    )


class TooFewUpdateSignatures(UpdateRefused):
    """`signatures`: valid ones, `needed`: how many different keys have to sign."""

    signatures: int
    needed: int
    says = N_(
        "This update has {signatures} of the {needed} signatures that it needs. Nothing in it was run, and this "
        "version stays. Ask those who sign updates for the complete file."
    )


class UpdateExpired(UpdateRefused):
    """`until`: the last day on which it could be installed, as those who signed it count days (UTC)."""

    until: date
    says = N_(
        "This update could be installed until {until}. Nothing in it was run, and this version stays. Ask for a newer "
        "file."
    )


class UpdateClockInDoubt(UpdateRefused):
    says = N_(
        "This computer’s clock cannot be right, so it is not known whether the update is still valid. Nothing in it "
        "was run, and this version stays. Set the clock in the system settings, then try again."
    )


class UpdateNotNewer(UpdateRefused):
    """`version`: of the update, `in_use`: the one that is here."""

    version: str
    in_use: str
    says = N_(
        "This update is version {version}, and version {in_use} is already installed. Nothing was changed. There is "
        "nothing to do."
    )


class UpdateNeedsAnother(UpdateRefused):
    """`needed`: the oldest version that it may follow."""

    version: str
    needed: str
    says = N_(
        "{version} can be installed after {needed}, not directly on this version. Nothing in it was run, and this "
        "version stays. Install {needed} first."
    )


class UpdateForAnotherSystem(UpdateRefused):
    says = N_(
        "This update is for another kind of computer. Nothing in it was run, and this version stays. Ask for the file "
        "for this computer."
    )


class UpdateForAnotherOrganisation(UpdateRefused):
    says = N_(
        "This update is for another organisation. Nothing in it was run, and this version stays. Ask user management "
        "for the right file."
    )


class UnsafeUpdateName(UpdateRefused):
    says = N_(
        "A file in this update has a name that is not safe. Nothing in it was run, and this version stays. Ask who "
        "gave you the file."
    )


class UpdateTooLarge(UpdateRefused):
    says = N_(
        "This update is larger than an update may be. Nothing in it was run, and this version stays. Ask who gave you "
        "the file."
    )


class NoRoomForUpdate(UpdateRefused):
    """`missing`: megabytes that are lacking on the disk of the programs or of the records."""

    missing: int
    says = N_(
        "There is too little room on this computer for the update: {missing} MB are missing. "
        "Nothing was changed. Free some space, then try again."
    )


class UpdateUnderWay(InUse):
    says = N_(
        "Another Sanad on this computer is installing a version. Nothing was changed. Wait until it is done, then try "
        "again."
    )


class UpdateNotOnServer(UpdateRefused):
    says = N_(
        "The server no longer has this update. Nothing was installed and nothing is lost. Check again what the server "
        "has."
    )


class NotPackaged(SanadError):
    says = N_(
        "This Sanad was started from its source, so it is not updated by a file. Nothing was changed. "
        "Get the newer source instead."
    )


class UpdatesSwitchedOff(SanadError):
    says = N_(
        "The administrator of this computer has switched off updates by file. Nothing was changed. Ask the person who "
        "looks after this computer."
    )


class NoFormerVersion(SanadError):
    says = N_("There is no earlier version on this computer to go back to. Nothing was changed and nothing is lost.")


class StepBackOver(SanadError):
    """`until`: the day until which one could go back."""

    version: str
    until: datetime
    says = N_("Going back to {version} was possible until {until}. Nothing was changed, and this version stays in use.")


class RecordsTooNew(SanadError):
    version: str
    says = N_(
        "These records were converted to a newer format, which {version} cannot read. Nothing was changed, and this "
        "version stays. The copy that was made before the update opens with {version}; what was written since is not "
        "in it."
    )


class FormerVersionDamaged(SanadError):
    version: str
    says = N_("The earlier version {version} on this computer is damaged. Nothing was changed, and this version stays.")


class NoPackagedProgram(SanadError):
    """A folder that no `./run build` made."""

    says = N_(
        "This folder contains no packaged Sanad. Nothing was written. Make one with ./run build, then name its folder."
    )


class BadUpdatePlan(SanadError):
    problem: str
    says = N_("{problem} Nothing was written.")


class AlreadySigned(SanadError):
    says = N_("This key has already signed this file. Nothing was changed. Another person must sign, with another key.")


class MayNotSign(SanadError):
    says = N_(
        "This key is not one of those that may sign this file. Nothing was signed. Use another key, "
        "or change the list of keys first."
    )
