"""Chapter 7, recorded: what each step of the preparation is worth on real paper."""

from typing import Annotated

import pandas as pd

from gapviz import evaluation
from gapviz.core.parameters import Choice
from gapviz.core.types import Estimate
from gapviz.core.wording import Words, say
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
HANDS = ("american", "others", "others 1 7 9")
"""The sets, as they are recorded, that make up all the scans by real hands."""
TYPEFACES = "sans-serif typefaces"
"""What printed digits off photographs are compared with: such typefaces, drawn straight into the frame."""
WAYS = {"": "all steps", "tutorial": "squeezed, as in tutorials", "otsu": "Otsu’s threshold alone"}
Paper = Annotated[str, Choice(tuple(SETS)), "paper"]


def way(off: str) -> str:
    """Return a way into the frame as a row of the chart is called."""
    return WAYS[off] if off in WAYS else f"without {photo.STEPS[off].label}"


def drawn(model: str) -> Estimate:
    """Return the recorded share of the digits 1 to 9 in sans-serif typefaces that a model reads.

    A sudoku has no 0.
    """
    wanted = {"preparation": "as_mnist", "families": "legible", "category": "sans"}
    known = records.rows("printed", model=model, **wanted)
    found = [row for row in known if row["class"] not in ("0", "all")]
    return evaluation.estimate(sum(row["right"] for row in found), sum(row["n"] for row in found))


@figure(controls=("paper", "model"))
def paper_steps(paper: Paper = "others", model: Model = HERO) -> Drawing:
    """How many digits on real paper a model reads, with all steps and with each of them switched off."""
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
            "out.{tuned}{typefaces}",
            n=whole["n"],
            what=SETS[paper],
            model=model,
            found=records.as_estimate(whole),
            idle=sum(row["value"] >= whole["value"] for row in steps),
            count=len(steps),
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
    return say(
        " The steps were tuned on half of these; of the others it reads {found:interval}.",
        found=records.as_estimate(held_out[0]),
    )
