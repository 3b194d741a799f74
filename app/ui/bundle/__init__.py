"""A case's file sealed for others, and such a file opened."""
