"""Pictures without a network: the MNIST frame, strokes, photographs, typefaces."""
