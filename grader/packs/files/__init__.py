"""What is put into a pack as it stands: programs that start there, and what a place wants to know."""
