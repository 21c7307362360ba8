"""What is uploaded to other places: made here out of policy, weights and settings, and run there on one submission."""
