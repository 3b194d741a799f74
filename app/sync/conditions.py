"""What can go wrong between a computer and headquarters: each named, none of them a loss.

The records stay on this computer until headquarters has said by hash that it has them, and after.
"""

from app.errors import N_, SanadError
from app.seal.budgets import OverBudget
from app.sync.wire import ClockOff

# -- the way there ---------------------------------------------------------------------------


class NetworkLost(SanadError):
    says = N_(
        "The connection to the server was lost. Nothing is lost: what arrived counts, "
        "and the rest stays here. Sanad continues when the network is back."
    )


class NoNetwork(SanadError):
    says = N_(
        "No network, or the network cannot find the server. Nothing is lost: everything "
        "stays here. Connect to a network, then sync again."
    )


class NobodyThere(SanadError):
    says = N_(
        "The server does not answer at its address. Nothing is lost: everything stays here. It may be stopped for a "
        "while, or this network may block it. Sync again later."
    )


class HeadquartersAway(SanadError):
    says = N_("The server is stopped just now. Nothing is lost: everything stays here. Sync again later.")


class LoginPage(SanadError):
    says = N_(
        "This network shows its own login page instead of connecting to the server. Nothing was sent or lost. Open a "
        "browser and log in to the network, then sync again."
    )


class NotHeadquarters(SanadError):
    says = N_(
        "Something other than the server answers at its address. Nothing was lost: everything stays here. Sync again "
        "later, or on another network. If this continues, tell user management."
    )


class ProxyRefused(SanadError):
    says = N_(
        "The network proxy did not let the connection through. Nothing is lost: everything stays here. Ask the person "
        "who looks after the network, or change the proxy in the settings."
    )


class CertificateUnknown(SanadError):
    says = N_(
        "The computer at the server’s address cannot prove that it is the server. Nothing was sent. This network may "
        "inspect connections: try another one. If this continues, tell user management."
    )


class CertificateOfAnother(SanadError):
    says = N_(
        "The computer at the server’s address has the certificate of another address. "
        "Nothing was sent. Try another network. If this continues, tell user management."
    )


class CertificateDates(SanadError):
    says = N_(
        "By this computer’s clock, the server’s certificate has expired or is not valid yet. Nothing was sent. Check "
        "date and time here; if they are right, tell user management."
    )


class SecureLineRefused(SanadError):
    says = N_(
        "No protected connection to the server could be made on this network. Nothing "
        "was sent. Try another network. If this continues, tell user management."
    )


class AddressInsecure(SanadError):
    says = N_("The server’s address is not protected (https). Nothing was sent. Tell user management.")


class Busy(SanadError):
    seconds: int
    says = N_("The server is busy just now. Nothing is lost. Sanad tries again in {seconds} seconds.")


class HeadquartersFull(SanadError):
    says = N_(
        "The server has no space left. Nothing is lost: what is not there stays here and is sent later. Tell user "
        "management, so that the server administrator makes space."
    )


class NotClaimedYet(SanadError):
    says = N_(
        "The server is not set up yet: user management has not taken it over. Nothing is "
        "lost: everything stays here. Tell user management."
    )


class OtherVersion(SanadError):
    says = N_(
        "The server has a different version of Sanad from this computer. Nothing is lost: the records stay here. "
        "Install the version that the server names, then sync again."
    )


class AnswerOdd(SanadError):
    says = N_(
        "The server’s reply could not be understood. It was not used, and nothing was "
        "changed. Try again later. If this continues, tell user management."
    )


class Refused(SanadError):
    reason: str
    says = N_(
        "The server did not accept the request ({reason}). Nothing is lost: the records "
        "stay here. Try again later. If this continues, tell user management."
    )


# -- who one is ------------------------------------------------------------------------------


class DeviceUnknown(SanadError):
    says = N_(
        "The server does not know this computer yet. Nothing is lost: the records stay "
        "here. Ask user management to admit this computer, or to sync first."
    )


class DeviceWithdrawn(SanadError):
    says = N_(
        "User management has ended this computer’s access: the server accepts nothing new from it and sends it "
        "nothing. What is stored here stays. Contact user management."
    )


class StreamForked(SanadError):
    says = N_(
        "A copy of these records was used elsewhere, or an older copy was restored here. Nothing is lost: both are "
        "kept. From now on this computer signs with a new key, and user management must admit it again."
    )


def refused(kind: str, retry_s: int) -> SanadError:
    """What a refusal means: its own condition, or that headquarters is busy, or its kind."""
    if condition := REFUSALS.get(kind):
        return condition()
    return Busy(retry_s) if retry_s else Refused(kind)


REFUSALS: dict[str, type[SanadError]] = {
    "device_withdrawn": DeviceWithdrawn,
    "device_unknown": DeviceUnknown,
    "not_signed": DeviceUnknown,
    "not_claimed": NotClaimedYet,
    "wrong_proto": OtherVersion,
    "clock_off": ClockOff,
    "full": HeadquartersFull,
}


# -- what headquarters says ------------------------------------------------------------------


class EpochUnsteady(SanadError):
    says = N_(
        "The server changed twice during the connection, as happens when it is being restored. Nothing is lost: "
        "everything stays here and is sent again. Sync again later."
    )


class ServerOlder(SanadError):
    says = N_(
        "The connection breaks often, and this server is too old to take a large record in parts. Nothing is lost: "
        "everything stays here and is sent again. Sync on a better connection, and ask for the server to be updated."
    )


class HistoryLost(SanadError):
    says = N_(
        "The server no longer has something that it had before. Nothing is lost: it is still here and is sent again. "
        "Tell user management that the server may have been restored."
    )


class DirectoryRolledBack(SanadError):
    says = N_(
        "The server shows an older list of colleagues than before. The list here stays as it is and is sent again. "
        "Tell user management: the server may have been restored or changed."
    )


class DirectoryWithheld(SanadError):
    says = N_(
        "The server is withholding a part of the list of colleagues. What arrived is "
        "used, and nothing is lost. Sync again. If this continues, tell user management."
    )


class RecordWithheld(SanadError):
    says = N_(
        "A record that others depend on has not arrived from the server. What arrived is kept and shown; the rest is "
        "requested again. If this continues, tell user management."
    )


class FeedWithoutEnd(SanadError):
    says = N_(
        "The server keeps announcing more records, but sends none that are valid. This sync ended there; what arrived "
        "is kept, and nothing is lost. If this continues, tell user management."
    )


class RecordForged(SanadError):
    says = N_(
        "The server sent a record with an invalid signature. It was not used, and "
        "nothing was changed; it is requested again. Tell user management."
    )


class RecordOfAnotherCase(SanadError):
    says = N_(
        "The server sent a record of another case. It was not used, and nothing was "
        "changed; the right one is requested again. Tell user management."
    )


class ChunkForged(SanadError):
    says = N_(
        "The server sent a part that does not belong to the attached file. It was not "
        "used, and nothing was changed; it is requested again. Tell user management."
    )


class RecordRefused(SanadError):
    """Headquarters did not take a record. `reason`: the kind of its refusal."""

    reason: str
    says = N_(
        "The server did not accept some of the records ({reason}). They stay here and are sent again when the list of "
        "colleagues changes. If this continues, tell user management."
    )


class RecordOverBudget(SanadError):
    says = N_(
        "The server did not accept some of the records: one computer has written more "
        "than is allowed in one case or in one day. Nothing is lost: they stay here and "
        "are sent again tomorrow. If this continues, tell user management."
    )


def not_taken(outcome: str) -> SanadError:
    """Why headquarters did not take a record, by the outcome of its push."""
    return RecordOverBudget() if outcome == OverBudget.kind() else RecordRefused(outcome)


class ReceiptElsewhere(SanadError):
    says = N_(
        "The server sent a receipt for a record that this computer never wrote. It was not used. Tell user management."
    )


class ReceiptMissing(SanadError):
    says = N_(
        "The server says that it has the records, but gave no valid receipt. They count as sent, not as received, and "
        "stay here. Sync again. If this continues, tell user management."
    )
