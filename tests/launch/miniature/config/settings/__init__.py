"""The miniature's settings."""
