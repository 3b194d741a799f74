"""One module per thing people do; the only place where form, screening, case, vault and report meet.

Plain functions, handed what they need. The screens and the command line call these and nothing
below them.
"""
