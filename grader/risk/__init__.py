"""How likely a leak is: policy, weights and a guard's answers in, probabilities with their bounds out."""
