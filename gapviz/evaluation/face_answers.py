"""What each model reads printed digits as, face by face, kept by name."""

import numpy as np
import torch

from gapviz import data, evaluation, models
from gapviz.core.caches import cached
from gapviz.core.parameters import look_up
from gapviz.core.types import Logits
from gapviz.data import faces
from gapviz.data.sources import DIGITS


@cached(32)
def logits(model: str, preparation: str) -> Logits:
    """Return a model's logits for the ten digits of each face, float32 (10 F, K), kept by name; read only."""
    ending, known = look_up("preparation", preparation, faces.PREPARATIONS), faces.table()
    net = models.load(model)
    answers = torch.empty(len(known) * len(DIGITS), net.classes)
    for split in faces.SPLITS:
        places = faces.digits(np.flatnonzero(known["split"] == split))
        for indices, chunk in data.load("printed", split + ending).chunks(faces.CHUNK):
            answers[places[indices]] = evaluation.predict(net, chunk)
    return answers


def right(model: str, preparation: str, rows: np.ndarray) -> np.ndarray:
    """Return which of the ten digits of each of the faces at `rows` a model reads rightly, bool (M, 10)."""
    answers = logits(model, preparation)[faces.digits(rows)].argmax(1)
    found: np.ndarray = (answers == faces.labels(rows)).view(-1, len(DIGITS)).numpy()
    return found
