"""Pulls as they go on by themselves: planned, kept, tried again, stopped, and every attempt written down."""
