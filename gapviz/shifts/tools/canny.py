"""Canny edge detector for many small images at once, step by step as scikit-image does it.

Gaussian blur, Sobel gradients, non-maximum suppression, double threshold and hysteresis (Canny, IEEE PAMI
8:679, 1986).
"""

import torch
from torch.nn.functional import max_pool2d

from gapviz.imaging.gaussian_blur import gaussian_matrix

LOW_THRESHOLD, HIGH_THRESHOLD = 0.1, 0.2
"""The gradient above which an edge is weak, and above which it is strong (scikit-image's defaults)."""


def canny(grey: torch.Tensor, std: float) -> torch.Tensor:
    """Return where the edges are, bool (N, H, W), of images float32 (N, H, W) in [0, 1].

    The blur is of `std` pixels; weak edges are kept where they hang together with a strong one.
    """
    down, across = _gradients(grey, std)
    strength = down.square().addcmul_(across, across).sqrt_()
    weak = _suppress_non_maxima(down, across, strength)
    return _hysteresis(weak, weak & (strength >= HIGH_THRESHOLD))


def _gradients(grey: torch.Tensor, std: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the gradients down and across: smoothing and Sobel are one matrix along each axis."""
    height, width = grey.shape[-2:]
    rows, columns = _derivative_and_mean(height, std), _derivative_and_mean(width, std)
    return rows[0] @ (grey @ columns[1].T), rows[1] @ (grey @ columns[0].T)


def _derivative_and_mean(size: int, std: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the matrices of the smoothed difference and the smoothed mean along an axis, (size, size)."""
    smooth = gaussian_matrix(size, std, "zero")
    above = torch.cat([smooth[:1], smooth[:-1]])
    below = torch.cat([smooth[1:], smooth[-1:]])
    return below - above, below + 2 * smooth + above


def _suppress_non_maxima(down: torch.Tensor, across: torch.Tensor, strength: torch.Tensor) -> torch.Tensor:
    """Return where a gradient above LOW_THRESHOLD is largest along its own direction, bool (N, H, W).

    The values to both sides are interpolated between the two neighbours that the gradient points
    between. The outermost pixels are never edges, so that all images can be read as one long line, in
    which a neighbour is a fixed number of places away.
    """
    width = strength.shape[-1]
    reach = width + 1
    line = strength.view(-1)
    vertical, horizontal, here = (array.view(-1)[reach:-reach] for array in (down, across, strength))

    def near(rows: int, columns: int) -> torch.Tensor:
        start = reach + rows * width + columns
        return line[start : start + len(here)]

    # Choices are made by `lerp` with a share of 0 or 1: several times quicker than `where` with booleans.
    falling = (vertical * horizontal).sign_().clamp_min_(0)
    vertical, horizontal = vertical.abs(), horizontal.abs()
    steep = (vertical - horizontal).sign_().clamp_min_(0)
    share = torch.minimum(vertical, horizontal).div_(torch.maximum(vertical, horizontal))
    beside = []
    for side in (1, -1):
        straight = near(0, side).lerp(near(-side, 0).lerp(near(side, 0), falling), steep)
        beside.append(straight.lerp_(near(-side, side).lerp(near(side, side), falling), share))
    thin = torch.zeros_like(strength, dtype=torch.bool)
    thin.view(-1)[reach:-reach] = torch.maximum(*beside).clamp_min_(LOW_THRESHOLD) <= here
    for edge in (thin[:, :1], thin[:, -1:], thin[:, :, :1], thin[:, :, -1:]):
        edge.fill_(False)
    return thin


def _hysteresis(weak: torch.Tensor, strong: torch.Tensor) -> torch.Tensor:
    """Hysteresis: return the weak edges that touch a strong one, or a kept one, at a side or a corner."""
    undecided = (weak ^ strong).flatten(1).any(dim=1).nonzero().squeeze(1)
    while len(undecided):
        before = strong[undecided]
        after = max_pool2d(before.float(), 3, stride=1, padding=1).bool() & weak[undecided]
        strong[undecided] = after
        undecided = undecided[(after ^ before).flatten(1).any(dim=1)]
    return strong
