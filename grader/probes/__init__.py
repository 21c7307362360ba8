"""What will be asked: policy, weights and seed in, the plan of labelled and aimed requests out. Nothing runs here."""
