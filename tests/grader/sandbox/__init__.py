"""The room that holds submissions."""
