"""Many submissions: paths go in, and a folder with everybody's results comes out."""
