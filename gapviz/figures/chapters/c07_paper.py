"""Chapter 7, recorded: what each step of the preparation is worth on real paper."""

from typing import Annotated

import pandas as pd

from gapviz import evaluation, models
from gapviz.core.parameters import Choice
from gapviz.core.types import Estimate
from gapviz.core.wording import Words, say
from gapviz.data import faces
from gapviz.evaluation.face_answers import right
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import records
from gapviz.figures.shared.choices import Model
from gapviz.figures.shared.empty_states import unrecorded
from gapviz.imaging import photo
from gapviz.models import HERO

SETS = {
    "american": "digits by an American writer",
    "others": "digits other than 1, 7 and 9 by nine Swiss writers",
    "others_1_7_9": "1s, 7s and 9s by nine Swiss writers",
    "printed": "printed digits off photographs",
}
"""Real paper, and what it is called."""
OF_WRITERS = "Intervals have the digits of a writer as a cluster."
DRAWS = {
    "american": "They are one writer’s, and the intervals are of that writer’s digits alone.",
    "others": OF_WRITERS,
    "others_1_7_9": OF_WRITERS,
    "printed": "Intervals have the digits of a photograph as a cluster.",
}
"""What the draw is of which an interval of each set speaks."""
WRITTEN = "written"
"""All the scans by real hands, as they are recorded."""
TYPEFACES = "sans-serif typefaces"
"""What printed digits off photographs are compared with: such typefaces, drawn straight into the frame."""
SEEN_WHOLE = ("sheet", "negative", "lines", "surrounds", "margins")
"""Steps whose rules were shaped with an eye on all these pictures, those included that are held out."""
WAYS = {"": "all steps", "tutorial": "squeezed, as in tutorials", "otsu": "Otsu’s threshold alone"}
Paper = Annotated[str, Choice(tuple(SETS), words=SETS), "paper"]


def way(off: str) -> str:
    """Return a way into the frame as a row of the chart is called."""
    return WAYS[off] if off in WAYS else f"without {photo.STEPS[off].label}"


def drawn(model: str) -> Estimate:
    """Return the share of the digits 1 to 9 in sans-serif typefaces that a model reads, a face as a cluster.

    A sudoku has no 0.
    """
    return evaluation.clustered(right(model, "as_mnist", faces.counted("sans", every=False))[:, 1:])


@figure(controls=("paper", "model"))
def paper_steps(paper: Paper = "others", model: Model = HERO) -> Drawing:
    """Digits on real paper: how many a model reads with all steps, and with each of them switched off."""
    found = records.rows("photos", set=paper.replace("_", " "), model=model)
    if not found:
        return unrecorded(model, "Answers on real paper")
    table = pd.DataFrame(found)
    rows = [row | {"row": way(row["off"]), "kind": model} for row in found]
    whole, squeezed = (next(row for row in found if row["off"] == off) for off in ("", "tutorial"))
    steps = [row for row in found if row["off"] not in WAYS]
    worth = min(steps, key=lambda row: float(row["value"]))
    typefaces: Words = ""
    if paper == "printed":
        rows.insert(1, {"row": TYPEFACES, "kind": model, **vars(drawn(model))})
        typefaces = say(
            " The digits 1 to 9 in {typefaces}, drawn straight into the frame, it reads to {right:%}.",
            typefaces=TYPEFACES,
            right=drawn(model).value,
        )
    spoken = {"squeezed": squeezed["value"], "step": photo.STEPS[worth["off"]].label, "left": worth["value"]}
    return Drawing(
        table,
        caption=say(
            "Of {n:,} {what} {model} reads {found:interval} with all steps, {squeezed:%} squeezed. Most is "
            "lost without “{step}”: {left:%} are left. {idle} of {count} steps cost nothing here when left "
            "out. {drawn}{tuned}{typefaces}",
            n=whole["n"],
            what=SETS[paper],
            model=models.spoken(model),
            found=records.as_estimate(whole),
            idle=sum(row["value"] >= whole["value"] for row in steps),
            count=len(steps),
            drawn=DRAWS[paper],
            tuned=_tuned(paper, model),
            typefaces=typefaces,
            **spoken,
        ),
        alt=say(
            "Dots for {count} ways into the frame: {whole:%} with all steps, {squeezed:%} squeezed, {left:%} "
            "without {step}.",
            count=len(found),
            whole=whole["value"],
            **spoken,
        ),
        chart=charts.dots(pd.DataFrame(rows), "read rightly", low=min(0.9, table["low"].min())),
    )


def _tuned(paper: str, model: str) -> Words:
    """Return how a model does on the half of a set on which no step was tuned; nothing where none was."""
    held_out = records.rows("photos", set=f"{paper.replace('_', ' ')}, held out", off="", model=model)
    if not held_out:
        return ""
    *steps, last = (photo.STEPS[name].label for name in SEEN_WHOLE)
    return say(
        " The steps were tuned on half of these, but for {steps} and {last}, which knew all; of the other "
        "half it reads {found:interval}.",
        steps=", ".join(steps),
        last=last,
        found=records.as_estimate(held_out[0]),
    )
