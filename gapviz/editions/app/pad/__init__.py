"""The drawing pad: `widget` shows it in the browser, `drawing` is what comes from there, as numbers and as a picture."""
