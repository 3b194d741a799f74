"""The practice mission: who there is to practise on, one person's story, the score."""
