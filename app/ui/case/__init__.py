"""How a case goes on: its road, what is missing, consents, referrals, decisions."""
