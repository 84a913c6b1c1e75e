"""Quantisation: weights as int8 with a scale for each output, a quarter of the bytes (Jacob et al., 2018).

It is symmetric: weight = scale x whole number from -127 to 127. Biases and small layers stay float32. In a
safetensors file the scales of NAME stand beside it as NAME.scale.
"""

import torch

Weights = dict[str, torch.Tensor]
LEAST = 10_000
"""Weights that a layer must have to be worth it."""
MOST = 127
SCALE = ".scale"


def quantised(weights: Weights) -> Weights:
    """Return float32 weights by name with the large ones, (outputs, ...), as int8, and scales, (outputs,)."""
    found = {}
    for name, values in weights.items():
        if values.numel() < LEAST:
            found[name] = values
            continue
        scales = values.flatten(1).abs().amax(1).clamp_min(1e-12) / MOST
        found[name] = (values / _along(scales, values)).round().to(torch.int8)
        found[name + SCALE] = scales
    return found


def dequantised(weights: Weights) -> Weights:
    """Return weights by name with those that are quantised as float32 again; others stay as they are."""
    return {
        name: values.float() * _along(weights[name + SCALE], values) if name + SCALE in weights else values
        for name, values in weights.items()
        if not name.endswith(SCALE)
    }


def _along(scales: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Return scales, (outputs,), in a shape that multiplies values, (outputs, ...)."""
    return scales.view(-1, *[1] * (values.dim() - 1))
