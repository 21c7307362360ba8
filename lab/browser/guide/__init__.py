"""The guide's Python in the page: what a widget shows, computed by the bot and the course's own code."""
