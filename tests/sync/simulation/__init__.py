"""Disasters from a seed: the shipped engine, ledger and vault tables, against a headquarters in the
same process. `python -m tests.sync.simulation 42` tells what happened in one."""
