"""What every command stands in: its help and exit status, how it ends, where it draws, how it was started."""
