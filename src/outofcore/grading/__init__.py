"""What an instructor runs: nbgrader's grading, with the course's hidden checks."""
