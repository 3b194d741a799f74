"""Paper: the record of a case and the recovery card as PDF, in Arabic and English."""
