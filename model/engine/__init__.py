"""The forward pass in NumPy and what is computed with it: weights and prefixes in, names and probabilities out."""
