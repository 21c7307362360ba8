"""Python that runs in the page: what a widget asks for goes in, plain data to draw comes out."""
