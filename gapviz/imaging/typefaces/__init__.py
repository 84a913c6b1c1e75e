"""Typefaces as digits: drawn large, brought into an image in two ways; the pack, and variable ones."""
