"""The case: its events, and what they fold to. Pure: no file, no key, no screen."""
