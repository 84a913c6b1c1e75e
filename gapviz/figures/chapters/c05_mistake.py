"""Chapter 5: a mistake under a shift, and which pixels of it spoke for the wrong class."""

from typing import Annotated

from gapviz import evaluation, models
from gapviz.core.parameters import Range
from gapviz.core.wording import say
from gapviz.evaluation.attribution import METHODS
from gapviz.figures import charts
from gapviz.figures.chapters.c05_shifted import Shifted
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import tiles
from gapviz.figures.shared.choices import METHOD_PAPERS, Method
from gapviz.figures.shared.empty_states import nothing, unexplained
from gapviz.figures.shared.live_counts import test_set

Rank = Annotated[int, Range(1, 100, step=1), "mistake"]


@figure(state=Shifted, controls=("failure", "method"), papers=METHOD_PAPERS)
def failure_map(state: Shifted, failure: Rank = 1, method: Method = "integrated_gradients") -> Drawing:
    """Evidence for a failure: which pixels spoke for the wrong class, and which for the right one."""
    dataset, model = test_set(state.model), state.model
    logits = evaluation.logits_under(model, state.condition)
    wrong = evaluation.failures(logits, dataset.labels)
    if not len(wrong):
        sentence = say(
            "{model:Aa} makes no mistake here, so there is none to explain.", model=models.spoken(model)
        )
        return nothing(sentence)
    if unable := unexplained(method, model):
        return unable
    rank = min(failure, len(wrong))
    index = int(wrong[rank - 1])
    image, label = evaluation.images_under(state.condition, [index]), int(dataset.labels[index])
    says, sure = tiles.answer(logits[index])
    evidence = METHODS[method](models.load(model), image, says, against=label)[0].sum(0).numpy()
    said, meant = dataset.classes[says], dataset.classes[label]
    picture = tiles.of_test_digit(image[0], index, logits[index], state.described, model=state.model)
    return Drawing(
        tiles.by_pixel(evidence=evidence),
        caption=say(
            "Mistake {rank} of {count:,}, the surest first: test digit {index}, a {meant}, read as {said} "
            "with {sure:0%}. {method} of “{said} rather than {meant}”: vermilion pixels spoke for {said}, "
            "blue ones for {meant}.",
            rank=rank,
            count=len(wrong),
            index=index,
            meant=meant,
            said=said,
            sure=sure,
            method=METHODS[method].label,
        ),
        alt=say(
            "A {meant} that {model} reads as {said}, and a signed map of the pixels for either.",
            meant=meant,
            model=models.spoken(model),
            said=said,
        ),
        chart=charts.probabilities(logits[index].softmax(0).tolist(), dataset.classes, label, says),
        tiles=(picture, tiles.evidence_over(picture, evidence, said, meant)),
    )
