"""Screens on which several people share a case: the desk, joining, the post, handing over, two values."""
