"""A second reader of Sanad's formats, written from docs/formats alone: what a stranger could write.

Nothing of Sanad is imported. It reads what Sanad writes, refuses what the pages say is refused, and
writes nothing.
"""
