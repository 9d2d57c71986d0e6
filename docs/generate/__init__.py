"""Writes the pages of docs/ that come from the code, and the examples of schemas/examples.json."""
