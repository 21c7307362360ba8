"""From a submission's bytes to a report.

Importing this package imports nothing else: `grader/__main__.py` must first take the current folder off the path.
Public names are `grader.grading.run.grade`, `grader.report.record.Report` and the renderers in `grader.report`.
"""
