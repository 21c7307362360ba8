"""The product: `bot.py`, one self-contained file, and what makes a student's copy of it."""
