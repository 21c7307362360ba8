"""An instrument for the grader: guards with known defects in, what their scores should be and what they were out."""
