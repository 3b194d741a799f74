"""Files of a case: on its page, read in from a disk, and shown without leaving the records."""
