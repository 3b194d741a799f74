"""The screens. Qt lives here and nowhere else; the rest of Sanad is reached through casework."""
