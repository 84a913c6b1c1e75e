"""The drawing pad: `widget` shows it, `drawing` is what comes from there, as numbers and as a picture."""
