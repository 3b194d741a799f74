"""Headquarters as a field computer sees it: what is there, what waits, and why."""
