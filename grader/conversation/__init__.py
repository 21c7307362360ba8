"""Talks with what runs in the sandbox: questions in, a transcript (or the answers of the two hooks) out."""
