"""Images as tiles: ink or colour, and the evidence that is laid over either."""

import numpy as np
import pytest
import torch

from gapviz import models
from gapviz.editions.article import tiles as markup
from gapviz.evaluation.attribution import METHODS
from gapviz.figures.shared import tiles


def test_one_channel_is_shown_as_ink_and_three_as_colour() -> None:
    bytes_ = torch.randint(0, 256, (3, 4, 5), generator=torch.Generator().manual_seed(0))
    ink, colour = (tiles.shown(image / 255, "A picture.").pixels for image in (bytes_[:1], bytes_))
    assert (ink == bytes_[0].numpy()).all()
    assert colour.shape == (4, 5, 3)
    assert (colour == bytes_.permute(1, 2, 0).numpy()).all()
    assert ink.dtype == colour.dtype == np.uint8
    for channels in (0, 2, 4):
        with pytest.raises(ValueError, match=rf"^channels of an image must be 1 .* or 3 .*, got {channels}$"):
            tiles.shown(torch.zeros(channels, 4, 5), "No picture.")


def test_the_evidence_of_a_colour_image_lies_over_it_in_the_articles_markup() -> None:
    torch.manual_seed(1)
    network = models.of_torch(models.build("cnn", channels=3, size=16, classes=4), classes=4)
    image = torch.rand(1, 3, 16, 16)
    evidence = METHODS["gradient"](network, image, 1, against=2)[0]
    assert evidence.shape == image.shape[1:]
    over = tiles.evidence_over(tiles.shown(image[0], "Noise."), evidence.sum(0).numpy(), "bird", "cat")
    html = markup.tile(over)
    assert (html.count("<img"), html.count("gv-ink for"), html.count("gv-ink against")) == (2, 1, 1)
    assert "aspect-ratio:16/16" in html
