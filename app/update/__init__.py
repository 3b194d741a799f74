"""A newer Sanad by a signed file: read, checked, made, signed, laid beside the version in use, and started.

Nothing here knows a case, a vault or a network. docs/formats/update.md, docs/decisions/0040-updates.md"""
