"""What runs in a reader's browser, in both editions: the network, the shifts and the strokes in JavaScript.

Python packs what travels there; `package.json` and `build.mjs` make `built/` of `src/`.
"""
