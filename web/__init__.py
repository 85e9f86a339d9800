"""Shows the archive in a browser, and to programs as JSON; it changes nothing."""
