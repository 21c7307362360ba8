"""A toy that learns in the page: its words and weights, an update of each kind, and the loss along one weight."""
