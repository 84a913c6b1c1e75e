"""Strokes: what a hand draws, and what it drew."""
