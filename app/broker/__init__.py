"""Bytes that strangers made are read by children that can reach nothing.

A child is started for one kind of work (`rooms`), loads what it needs, gives up all that the system
lets it give up, and only then reads its first byte of a stranger's: from a pipe, never by a path.
What it answers is looked over by whoever asked (`client`). Which layers a computer lacks is said,
never hidden (`protection`). What each layer stops: docs/decisions/0023"""
