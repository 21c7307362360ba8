"""Everybody's results as a table and as a page: pure functions of the records."""
