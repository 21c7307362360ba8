"""From a file to a checked submission: a path in; bytes, statements and differences from the frozen bot out."""
