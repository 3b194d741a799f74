"""What goes to other organisations in files of their own, and what comes from them; whom a partner knows too."""
