"""Does the server of this computer answer, and is it ready? ready.py HOST PORT: 0 where it is.

Whose certificate it shows is not looked at: `hq check` asks as a computer of the field would."""

import http.client
import ssl
import sys


def main() -> int:
    host, port = sys.argv[1], int(sys.argv[2])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for connection in (
        http.client.HTTPSConnection(host, port, timeout=5, context=context),
        http.client.HTTPConnection(host, port, timeout=5),  # behind a proxy
    ):
        try:
            connection.request("GET", "/readyz")
            return int(connection.getresponse().status != 200)
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
    return 1


if __name__ == "__main__":
    sys.exit(main())
