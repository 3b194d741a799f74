"""Send to…: the one door by which something of a case goes to somebody."""

# whom it goes to; a supervisor is a colleague who is one
AGENCY, COLLEAGUE, SUPERVISOR, PERSON, OWN = "agency", "colleague", "supervisor", "person", "own"
