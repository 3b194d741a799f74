"""Sanad: identify and document victims of human trafficking, offline, in Arabic and English."""
