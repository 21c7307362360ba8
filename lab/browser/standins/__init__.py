"""Pure Python for the two libraries that hooks may import and the browser has not: as much of each as hooks use.

In the page this folder is on Python's path, so `import ahocorasick` and `import regex` find these. Nowhere else.
"""
