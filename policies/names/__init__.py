"""What ordinary people are called: a data set of names in; the common ones, and what many names begin with, out."""
