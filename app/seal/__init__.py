"""Keys, envelopes and their formats: bytes in, bytes out; no file, no clock, no screen.

The formats are described to the byte in docs/formats/. Every cryptographic operation of Sanad is
one of the libraries `cryptography` and SQLCipher; this package decides what goes into them."""
