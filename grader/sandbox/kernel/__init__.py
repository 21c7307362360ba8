"""What the kernel can take away from a process: rules in, the bytes or arguments that ask for it out."""
