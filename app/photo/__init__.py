"""What a photograph tells beside its picture (where, when, with what), and the picture without it.

Pictures come from anybody: they are read by a child process (`--reader`), never here."""
