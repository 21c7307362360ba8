"""What a search finds: policy, weights and a guard's answers in; counter-examples, proofs and worst requests out."""
