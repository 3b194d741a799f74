"""The opener: a small program for whoever receives a sealed file and has no records.

It opens a bundle, says who signed it and whether everything is as it was signed, shows and prints its
parts from memory, and writes those that somebody asks for into a folder. It knows no vault, no case
and no network (a contract in pyproject.toml); strangers' bytes are opened and drawn by the same
children as in the whole program. docs/guide-opening.md, docs/decisions/0043"""
