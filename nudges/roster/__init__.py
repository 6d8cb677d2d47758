"""The roster: a file of people read, compared with who is known, and said in words."""
