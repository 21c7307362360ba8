"""The command line, one file a command: arguments in, a view of a report and an exit status out."""
