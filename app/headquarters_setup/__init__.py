"""Setting up a headquarters in a window: no terminal, no records. docs/decisions/0044"""
