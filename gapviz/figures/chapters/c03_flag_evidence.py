"""Chapter 3: which pixels of a flagged 1 spoke for 7, and how many of them are the flag's."""

import numpy as np

from gapviz import evaluation, models
from gapviz.core.wording import say
from gapviz.evaluation.attribution import METHODS
from gapviz.figures import charts
from gapviz.figures.chapters.c03_flagged import ONE, SEVEN, Flagged
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import tiles
from gapviz.figures.shared.choices import METHOD_PAPERS, Method
from gapviz.figures.shared.empty_states import nothing, unexplained
from gapviz.figures.shared.live_counts import test_set
from gapviz.imaging import strokes


@figure(state=Flagged, controls=("method",), papers=METHOD_PAPERS)
def flag_evidence(state: Flagged, method: Method = "integrated_gradients") -> Drawing:
    """Which pixels of the flagged 1 spoke for 7 rather than for 1, and how many of them are the flag's."""
    classes, network = test_set().classes, models.load(state.model)
    if unable := unexplained(method, state.model):
        return unable
    graft = strokes.add_flag(state.image, state.angle, state.length, state.reframed)
    if not graft.mask.any():
        return nothing("No flag is to be seen on this 1, on which evidence could lie.")
    logits = evaluation.predict(network, graft.images)[0]
    evidence = METHODS[method](network, graft.images, SEVEN, against=ONE)[0].sum(0).numpy()
    mask, ink = graft.mask[0, 0].numpy(), graft.images[0, 0].numpy()
    of_evidence, of_ink = _share(np.maximum(evidence, 0), mask), _share(ink, mask)
    picture = tiles.of_test_digit(graft.images[0], state.index, logits, state.worn)
    overlay = tiles.evidence_over(picture, evidence, classes[SEVEN], classes[ONE])
    return Drawing(
        tiles.by_pixel(evidence=evidence, flag=mask),
        caption=say(
            "The vermilion pixels spoke for 7, the blue ones for 1. The flag is {of_ink:0%} of the ink, and "
            "holds {of_evidence:0%} of the evidence for 7. {method}, for {model}.",
            method=METHODS[method].label,
            model=models.spoken(state.model),
            of_ink=of_ink,
            of_evidence=of_evidence,
        ),
        alt=say(
            "The flagged 1, a signed map of the pixels that spoke for 7 or for 1, and ten probabilities. "
            "{of_evidence:0%} of the evidence for 7 lies on the flag.",
            of_evidence=of_evidence,
        ),
        chart=charts.probabilities(logits.softmax(0).tolist(), classes, ONE, int(logits.argmax())),
        tiles=(picture, overlay),
    )


def _share(amount: np.ndarray, mask: np.ndarray) -> float:
    """Return the share of an amount (H, W) that lies under a mask (H, W)."""
    return float(amount[mask].sum() / max(amount.sum(), 1e-9))
