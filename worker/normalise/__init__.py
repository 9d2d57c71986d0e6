"""Draft -> article: what is written becomes what it means."""
