"""Tests are specifications; they mirror the rooms."""
