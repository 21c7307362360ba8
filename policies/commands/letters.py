"""What a bot reads of what somebody typed."""

import unicodedata

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


def letters_of(text: str) -> str:
    """What the bot's frozen loop makes of a token."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(LETTERS.__contains__, plain))
