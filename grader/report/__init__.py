"""The one record of a grading, and a pure function for each of its views: record in, text or bytes out."""
