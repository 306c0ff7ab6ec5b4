"""Submissions -> grades: read, check in a sandbox, write down, show."""
