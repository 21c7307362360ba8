"""What the guide shows, computed by the bot's own code: plain functions over plain data, without NumPy."""
