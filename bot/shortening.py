"""Text cut to what a platform takes."""

ELLIPSIS = "…"


def shorten(text: str, limit: int) -> str:
    """``text`` in one line of at most ``limit`` characters; never empty, which platforms refuse.

    What is too long ends after a word, with an ellipsis; a single endless word is cut inside.
    """
    line = " ".join(text.split())
    if len(line) > limit:
        cut = line.rfind(" ", limit // 2, limit)
        return line[: cut if cut > 0 else limit - 1] + ELLIPSIS
    return line or ELLIPSIS
