"""Setting up an office in one page, step by step: its organisation, its papers, its computers."""
