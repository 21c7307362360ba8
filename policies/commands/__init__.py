"""The command line, one file a command: a policy and what is asked of it in; what it says, or a written file, out."""
