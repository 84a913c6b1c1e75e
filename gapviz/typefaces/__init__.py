"""Typefaces as digits: drawn large, brought into an image in two ways, those of the pack of printed digits, and variable ones."""
