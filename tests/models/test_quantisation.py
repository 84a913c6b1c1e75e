"""Quantised weights: close to what they were, and the same once more."""

import torch
from hypothesis import given
from hypothesis import strategies as some

from gapviz.models.quantisation import LEAST, MOST, SCALE, dequantised, quantised


@given(some.integers(0, 2**32), some.sampled_from([(20, 500), (25, 20, 5, 5), (10_000, 1)]))
def test_a_weight_moves_by_half_a_step_at_most(seed, shape):
    values = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    small = quantised({"weight": values})
    assert small["weight"].dtype == torch.int8
    assert small["weight"].abs().max() <= MOST
    steps = small["weight" + SCALE].view(-1, *[1] * (len(shape) - 1))
    again = dequantised(small)["weight"]
    assert bool(((again - values).abs() <= 0.501 * steps).all())


def test_small_layers_stay_as_they_are_and_a_dead_output_is_zero():
    values = torch.zeros(2, LEAST // 2)
    values[1] = 1.0
    whole = {"large": values, "small": torch.randn(LEAST - 1)}
    small = quantised(whole)
    assert set(small) == {"large", "large" + SCALE, "small"}
    again = dequantised(small)
    assert set(again) == set(whole)
    assert torch.equal(again["small"], whole["small"])
    torch.testing.assert_close(again["large"], values)
    assert dequantised(whole)["large"] is values, "what is not quantised is not touched"
