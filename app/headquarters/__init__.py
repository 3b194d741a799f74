"""The server that stores and orders what it cannot read: no key of a case, a team or an officer.

It imports nothing that could read a case (a contract in pyproject.toml proves it).
"""
