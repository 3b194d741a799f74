"""Why a call is refused: what the other side is told, as a status and a kind, never a sentence."""

from app.errors import N_, SanadError


class Refused(SanadError):
    """`reason`: the kind in the answer (docs/formats/sync.md); `retry_s`: 0 where trying again is of
    no use."""

    says = N_("The server rejected a request. Nothing was changed.")
    reason: str = "unexpected"
    status: int = 500
    retry_s: int = 0


def malformed() -> Refused:
    return Refused("wire_refused", 400)


def not_signed() -> Refused:
    return Refused("not_signed", 401)


def clock_off() -> Refused:
    return Refused("clock_off", 401)


def unknown_device() -> Refused:
    return Refused("device_unknown", 401)


def withdrawn() -> Refused:
    return Refused("device_withdrawn", 403)


def not_the_desk() -> Refused:
    return Refused("not_the_desk", 403)


def not_yours() -> Refused:
    return Refused("not_yours", 404)


def token_refused() -> Refused:
    return Refused("token_refused", 403)


def not_claimed() -> Refused:
    return Refused("not_claimed", 503, 60)


def already_claimed() -> Refused:
    return Refused("already_claimed", 409)


def no_such_call() -> Refused:
    return Refused("no_such_call", 404)


def wrong_proto() -> Refused:
    return Refused("wrong_proto", 400)


def too_large() -> Refused:
    return Refused("too_large", 413)


def too_slow() -> Refused:
    return Refused("too_slow", 408, 5)


def too_many(retry_s: int) -> Refused:
    return Refused("too_many", 429, max(1, retry_s))


def busy(retry_s: int = 3) -> Refused:
    return Refused("busy", 503, retry_s)


def full() -> Refused:
    return Refused("full", 507, 600)


def wrong_offset() -> Refused:
    return Refused("offset", 409)


def blob_refused() -> Refused:
    return Refused("blob_refused", 422)


def not_there() -> Refused:
    return Refused("not_there", 404)


def erased() -> Refused:
    return Refused("erased", 410)


class DatabaseDown(SanadError):
    """The database can't be reached, or not with these words."""

    says = N_(
        "The server’s database cannot be reached. Nothing was changed. Check that it is "
        "running and that its address is right, then try again."
    )


class DatabaseRefused(DatabaseDown):
    """A database answers, and lets these words do nothing."""

    says = N_(
        "The database server answers, but it refuses this user, this password or this database. "
        "Nothing was changed. Ask whoever looks after it for an address with the right password, and "
        "for an empty database that this user owns."
    )


class NewerTables(SanadError):
    """Tables of a later version."""

    says = N_(
        "The database was made by a newer version of Sanad. Nothing was changed. Install "
        "the newer version on every node, then start again."
    )


class NoHeadquarters(SanadError):
    """A folder in which no headquarters was made."""

    says = N_(
        "This folder has no server. Nothing was changed. Make one with hq init, or name "
        "its folder with --data."
    )


class HeadquartersThere(SanadError):
    """A folder or a database that holds one already."""

    says = N_(
        "A server already exists here. Nothing was changed. Choose an empty folder and database."
    )


class AddressRefused(SanadError):
    """An address at which no headquarters can be."""

    says = N_(
        "This address can’t be used. Nothing was changed. Enter one such as "
        "https://hq.example.org:8443, without a path; use http:// only on this computer "
        "itself."
    )


class NoCertificate(SanadError):
    """An https address, and nothing to serve it with."""

    says = N_(
        "This address has no certificate. Nothing was started. Put server.pem and "
        "server.key into the folder, or start with --plain behind a proxy that ends TLS."
    )


class AddressInUse(SanadError):
    """Another program listens there, or it may not be listened at."""

    says = N_(
        "The server can’t listen at this address and port. Nothing was started. Choose "
        "another with --host and --port."
    )


class BackupRefused(SanadError):
    """A file that is no whole backup of a headquarters."""

    says = N_("This is not a complete server backup. Nothing was changed. Choose another file.")


class FileThere(SanadError):
    """Nothing is written over."""

    says = N_("A file with this name already exists. Nothing was written. Choose another name.")


class NotWritten(SanadError):
    """No room, or no right to write there."""

    says = N_(
        "The backup could not be written there. The server is unchanged. Check that "
        "there is room and that the folder can be written to, then try again."
    )


class CertificateUnreadable(SanadError):
    """A file in which there is no certificate, or no private key without a password."""

    says = N_(
        "These files are not a certificate and its private key in PEM form without a password. Nothing "
        "was changed. Ask whoever issued them for both files in that form."
    )


class KeyDoesNotFit(SanadError):
    """A certificate and a key that do not belong together."""

    says = N_(
        "This private key does not belong to this certificate. Nothing was changed. Choose the key "
        "that was made with it."
    )


class CertificateForOthers(SanadError):
    """A certificate for other names than the server's. `host`, and the `names` that it is for."""

    host: str
    names: str
    says = N_(
        "This certificate is for {names}, not for {host}. Nothing was changed. Choose another "
        "certificate, or go back and enter the address that it is for."
    )


class CertificateOver(SanadError):
    """A certificate whose time has ended, or has not begun."""

    says = N_(
        "This certificate is not valid today. Nothing was changed. Have it renewed, and check the clock "
        "of this computer."
    )


class NoBackupPlace(SanadError):
    """Backups are to go to a folder that is not there."""

    says = N_(
        "The folder for backups is not there. The server is unchanged, and earlier backups stay. "
        "Connect the disk or share, or choose another folder."
    )


class BackupBesideData(SanadError):
    """Backups inside the folder that they are of."""

    says = N_(
        "Backups do not belong into the server’s own folder: both would be lost together. Nothing was "
        "changed. Choose another disk or a share."
    )


class NameUnknown(SanadError):
    """The server's name leads nowhere. `host`."""

    host: str
    says = N_(
        "No computer is known by the name {host}. Nothing was changed. Have the name entered in the "
        "network’s name service (DNS), or use this computer’s address."
    )


class NobodyAnswers(SanadError):
    """Nobody listens there, or something lies between."""

    says = N_(
        "Nobody answers at this address. The server is unchanged. Is it running? Does a firewall or a "
        "router keep its port closed?"
    )


class NotTrusted(SanadError):
    """A certificate that computers of the field would not accept."""

    says = N_(
        "A computer would not accept the certificate at this address. Nothing was sent. Check that "
        "another server does not answer there, and that the certificate is for this address and not over."
    )


class NotReady(SanadError):
    """Something answers, but no headquarters that is ready."""

    says = N_(
        "A program answers at this address, but it is not a server that is ready. Nothing was changed. "
        "Wait a moment and check again; if it stays so, start the server anew."
    )
