"""A picture of what hangs together: groups, cases, people, and the same in words."""
