"""From names to weights: the names and a recipe in, weights and losses out; the course's steps 0 to 5 in `steps`."""
