"""Chapter 3, recorded: at which flags each shipped model turns, over all ones of the test set."""

import numpy as np
import pandas as pd

from gapviz import models
from gapviz.core import tables
from gapviz.core.wording import many, say
from gapviz.figures import charts
from gapviz.figures.chapters.c03_flagged import ONE, SEVEN, Flagged
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared.live_counts import test_set


@figure(state=Flagged)
def flag_seeds(state: Flagged) -> Drawing:
    """The angle at which a 1 turns: for each shipped model, over all ones of the test set, recorded."""
    whole, (_, recorded) = tables.table("flags"), nearest_recorded(state.angle, state.length)
    table = whole[whole["length"] == recorded].reset_index(drop=True)
    _, found = state.on_ones()
    turns = {
        name: turning_angle(rows)
        for name, rows in table.groupby("model", sort=False)
        if models.family_of(str(name)) == models.family_of(models.HERO)
    }
    known = [turn for turn in turns.values() if turn is not None]
    named = ", ".join(
        f"{models.brief(str(name))} {'nowhere' if turn is None else f'{turn:.0f}°'}"
        for name, turn in turns.items()
    )
    lost = say("Half of them are lost at: {named}.", named=named)
    if not known:
        lost = say("No seed of {network} loses half of them.", network=models.spoken(models.HERO))
    elif len(known) == len(turns):
        lost = say("{lost} They lie {degrees:0}° apart.", lost=lost, degrees=max(known) - min(known))
    return Drawing(
        table,
        caption=say(
            "The share of all {n:,} test ones that is read as 1, against the angle of a flag of {length:g} "
            "pixels, recorded in MNIST’s frame; the dot is {own}, {right:%}. {lost}",
            n=int(table["n"].iloc[0]),
            length=recorded,
            own=say("your own flag, of {far}", far=many(state.length, "pixel"))
            if state.length
            else "without a flag",
            right=found.value,
            lost=lost,
        ),
        alt=say(
            "Lines of accuracy on flagged ones against the angle for {count} models. {lost}",
            count=table["model"].nunique(),
            lost=lost,
        ),
        chart=charts.severity_curves(
            table, "angle", "angle of the flag in degrees", (state.angle, found.value)
        ),
    )


def turning_angle(rows: pd.DataFrame) -> float | None:
    """Return the angle at which the share of ones (angle, value) first falls below a half, None for never."""
    below = np.flatnonzero(rows["value"].to_numpy() < 0.5)
    if not len(below) or not below[0]:
        return None
    (before, after), (high, low) = (
        rows[column].iloc[below[0] - 1 : below[0] + 1] for column in ("angle", "value")
    )
    return float(before + (after - before) * (high - 0.5) / (high - low))


def majorities() -> pd.DataFrame:
    """Return the recorded flags with what most test ones are read as (answer), and its share (confidence)."""
    table = tables.table("flags")
    others = table["n"] - table["right"] - table["sevens"]
    counts = np.stack([table["right"], table["sevens"], others], 1)
    names = np.array([*(test_set().classes[k] for k in (ONE, SEVEN)), "something else"])
    return table.assign(answer=names[counts.argmax(1)], confidence=counts.max(1) / table["n"])


@figure(state=Flagged, clicks=("angle", "length", "model"))
def flag_maps(state: Flagged) -> Drawing:
    """A map of flags for every network: what most test ones are read as, by angle and length, recorded."""
    table, (one, seven) = majorities(), (test_set().classes[k] for k in (ONE, SEVEN))
    lost = (1 - table["answer"].eq(one).groupby(table["model"], sort=False).mean()).to_dict()
    here = (*nearest_recorded(state.angle, state.length), state.model)
    titles = ("angle of the flag", "length in pixels")
    least, most = (choose(lost, key=lambda name: float(lost[name])) for choose in (min, max))
    ends = {"least": models.spoken(str(least)), "least_lost": lost[least]}
    ends |= {"most": models.spoken(str(most)), "most_lost": lost[most]}
    return Drawing(
        table,
        caption=say(
            "The same for every shipped model and all {n:,} ones of the test set, recorded in MNIST’s frame: "
            "blue where most are read as 1, vermilion where most are read as 7, the paler the fewer. "
            "{least:Aa} loses most of them on {least_lost:0%} of its map, {most} on {most_lost:0%}.",
            n=table["n"].iloc[0],
            **ends,
        ),
        alt=say(
            "{count} small maps of angle against length, one for each model. The part where most flagged "
            "ones are lost reaches from {least_lost:0%} for {least} to {most_lost:0%} for {most}.",
            count=len(lost),
            **ends,
        ),
        chart=charts.answer_maps(table, "angle", "length", titles, one, seven, here),
    )


def nearest_recorded(angle: float, length: float) -> tuple[float, float]:
    """Return the angle and the length nearest to these for which flags are recorded."""
    grids = (tables.table("flags")[column].unique() for column in ("angle", "length"))
    near, recorded = (
        float(grid[np.abs(grid - value).argmin()]) for grid, value in zip(grids, (angle, length), strict=True)
    )
    return near, recorded
