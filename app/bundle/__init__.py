"""The bundle that leaves the office: a signed and sealed file for a prosecutor or another agency.

An age file (https://age-encryption.org/v1) around a tar that Debian's own tools open and verify
without Sanad. The format is described to the byte in docs/formats/bundle.md."""
