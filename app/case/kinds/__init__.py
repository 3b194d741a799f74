"""What can be recorded, a kind each: declared once, with all that the program knows of it (declaration)."""
