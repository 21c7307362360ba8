"""What people look at: weights, runs and expressions in; pages, curves and graphs out."""
