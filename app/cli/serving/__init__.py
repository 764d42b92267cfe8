"""Serving from the command line: a socket, what never reaches a route, one server, its workers."""
