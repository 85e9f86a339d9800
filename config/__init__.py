"""What matters, as written by hand: settings, sources, topics, people, recipients."""
