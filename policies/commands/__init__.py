"""The command line: a policy and what is asked of it in; what it says, or a written file, out."""
