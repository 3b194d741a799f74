"""Why a call is refused: what the other side is told, as a status and a kind, never a sentence."""

from app.errors import N_, SanadError


class Refused(SanadError):
    """`reason`: the kind in the answer (docs/formats/sync.md); `retry_s`: 0 where trying again is of
    no use."""

    says = N_("The server rejected a request. Nothing was changed.")
    reason: str = "unexpected"
    status: int = 500
    retry_s: int = 0


# by kind: the status, and after how many seconds trying again is of use
REFUSALS = {
    "wire_refused": (400, 0),
    "not_signed": (401, 0),
    "clock_off": (401, 0),
    "device_unknown": (401, 0),
    "device_withdrawn": (403, 0),
    "not_the_desk": (403, 0),
    "not_yours": (404, 0),
    "token_refused": (403, 0),
    "not_claimed": (503, 60),
    "already_claimed": (409, 0),
    "no_such_call": (404, 0),
    "wrong_proto": (400, 0),
    "too_large": (413, 0),
    "too_slow": (408, 5),
    "too_many": (429, 1),
    "busy": (503, 3),
    "full": (507, 600),
    "offset": (409, 0),
    "blob_refused": (422, 0),
    "not_there": (404, 0),
    "erased": (410, 0),
}


def refused(kind: str, retry_s: int | None = None) -> Refused:
    status, usual_s = REFUSALS[kind]
    return Refused(kind, status, usual_s if retry_s is None else max(1, retry_s))


class DatabaseDown(SanadError):
    says = N_(
        "The server’s database cannot be reached. Nothing was changed. Check that it is "
        "running and that its address is right, then try again."
    )


class DatabaseRefused(DatabaseDown):
    says = N_(
        "The database server answers, but it refuses this user, this password or this database. "
        "Nothing was changed. Ask whoever looks after it for an address with the right password, and "
        "for an empty database that this user owns."
    )


class NewerTables(SanadError):
    says = N_(
        "The database was made by a newer version of Sanad. Nothing was changed. Install "
        "the newer version on every node, then start again."
    )


class NoHeadquarters(SanadError):
    says = N_("This folder has no server. Nothing was changed. Make one with hq init, or name its folder with --data.")


class HeadquartersThere(SanadError):
    says = N_("A server already exists here. Nothing was changed. Choose an empty folder and database.")


class AddressRefused(SanadError):
    says = N_(
        "This address can’t be used. Nothing was changed. Enter one such as https://hq.example.org:8443, without a "
        "path; use http:// only on this computer itself."
    )


class NoCertificate(SanadError):
    says = N_(
        "This address has no certificate. Nothing was started. Put server.pem and "
        "server.key into the folder, or start with --plain behind a proxy that ends TLS."
    )


class AddressInUse(SanadError):
    says = N_(
        "The server can’t listen at this address and port. Nothing was started. Choose another with --host and --port."
    )


class BackupRefused(SanadError):
    says = N_("This is not a complete server backup. Nothing was changed. Choose another file.")


class FileThere(SanadError):
    says = N_("A file with this name already exists. Nothing was written. Choose another name.")


class NotWritten(SanadError):
    says = N_(
        "The backup could not be written there. The server is unchanged. Check that "
        "there is room and that the folder can be written to, then try again."
    )


class CertificateUnreadable(SanadError):
    says = N_(
        "These files are not a certificate and its private key in PEM form without a password. Nothing "
        "was changed. Ask whoever issued them for both files in that form."
    )


class KeyDoesNotFit(SanadError):
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
    says = N_(
        "This certificate is not valid today. Nothing was changed. Have it renewed, and check the clock "
        "of this computer."
    )


class NoBackupPlace(SanadError):
    says = N_(
        "The folder for backups is not there. The server is unchanged, and earlier backups stay. "
        "Connect the disk or share, or choose another folder."
    )


class BackupMissing(SanadError):
    says = N_(
        "No complete backup has been made for more than a day. The server keeps running, and tries again each hour. "
        "Check that the disk or share for backups is connected and has room."
    )


class BackupBesideData(SanadError):
    says = N_(
        "Backups must not be in the server’s own folder: both would be lost together. Nothing was changed. Choose "
        "another disk or a share."
    )


class NameUnknown(SanadError):
    """The server's name leads nowhere. `host`."""

    host: str
    says = N_(
        "No computer is known by the name {host}. Nothing was changed. Have the name entered in the "
        "network’s name service (DNS), or use this computer’s address."
    )


class NobodyAnswers(SanadError):
    says = N_(
        "Nobody answers at this address. The server is unchanged. Is it running? Does a firewall or a "
        "router keep its port closed?"
    )


class NotTrusted(SanadError):
    says = N_(
        "A computer would not accept the certificate at this address. Nothing was sent. Check that no other server "
        "answers there, and that the certificate is for this address and has not expired."
    )


class NotReady(SanadError):
    says = N_(
        "A program answers at this address, but it is not a server that is ready. Nothing was changed. Wait a moment "
        "and check again; if it happens again, restart the server."
    )
