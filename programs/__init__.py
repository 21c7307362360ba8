"""What the house's programs share: how a command says what it may end with, and how it ends."""
