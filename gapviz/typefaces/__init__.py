"""Typefaces as digits: drawn large, brought into an image in two ways, and those that the pack of printed digits holds."""
