"""Shows the archive in a browser."""
