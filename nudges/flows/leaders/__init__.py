"""Time and space for senior leaders (S14), and the hats people wear at a beginning (S15)."""
