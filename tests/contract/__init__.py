"""The same facts proved of every implementation of a port."""
