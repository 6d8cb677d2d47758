"""Shortcuts in guidance (S4, S5): short answers with an owner, and the questions that lack one."""
