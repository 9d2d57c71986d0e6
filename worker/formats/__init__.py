"""Bytes to drafts, one file per format."""
