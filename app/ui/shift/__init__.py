"""The change of shifts."""
