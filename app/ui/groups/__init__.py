"""Groups of cases: the list of them, one group's page, and putting a case into one."""
