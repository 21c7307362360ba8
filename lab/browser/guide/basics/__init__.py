"""The parts before the model itself: tokens, a neuron, a loss, and gradients."""
