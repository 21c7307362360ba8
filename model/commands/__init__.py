"""From a command line to a file or to what is printed: one file a command."""
