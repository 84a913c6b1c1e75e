"""The app in a real browser: one visit a chapter, which all tests of it share."""
