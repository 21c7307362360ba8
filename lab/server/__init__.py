"""The lab's local server: the site, a file on disk that a page follows, and the real grader for a page's text."""
