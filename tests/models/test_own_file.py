"""Networks as files: what was written is read, and whatever else somebody brings is a sentence."""

import json
import math
import pickle
import re
import struct

import pytest
import safetensors.torch
import torch

from gapviz import models
from gapviz.models import own_file
from gapviz.models.own_file import UnreadableNetworkError
from tests import stub_training

FACTS = {"architecture": "softmax", "data": "mnist", "mean": [0.13], "std": [0.31]}
WEIGHTS = {"2.bias": torch.zeros(10), "2.weight": torch.ones(10, 784)}


def written(weights=WEIGHTS, **told):
    """A file of `weights`, with facts that somebody `told`."""
    return safetensors.torch.save(weights, {"gapviz": json.dumps(FACTS | told)})


def lying(**changes):
    """A file whose header says something else of its first tensor than there is."""
    file = written()
    length = int.from_bytes(file[:8], "little")
    header = json.loads(file[8 : 8 + length])
    header["2.bias"] |= changes
    said = json.dumps(header).encode()
    return struct.pack("<Q", len(said)) + said + file[8 + length :]


@pytest.mark.parametrize("architecture", models.ARCHITECTURES)
def test_a_network_of_every_architecture_comes_back_from_its_file(architecture):
    torch.manual_seed(3)
    network, images = models.build(architecture, mean=(0.1307,), std=(0.3081,)), torch.rand(3, 1, 28, 28)
    file = models.to_file(network, architecture)
    assert len(file) < own_file.MOST_BYTES
    assert file == models.to_file(network, architecture), "a network is called by its bytes"
    found = models.from_file(file)
    assert found.name == models.own_name(file)
    torch.testing.assert_close(found.logits(images), network.eval()(images), rtol=1e-4, atol=1e-5)


def test_what_a_network_expects_is_part_of_its_name():
    names = {models.from_file(written(mean=[mean])).name for mean in (0.1, 0.2)}
    assert len(names) == 2, "the same weights, and two networks"


def test_the_file_of_the_stub_is_that_of_a_network():
    assert models.from_file(stub_training.network(1)).classes == 10


GOOD = written()
DAMAGED = {
    "empty": (b"", "no safetensors file"),
    "text": (b"a letter to the committee", "no safetensors file"),
    "a header without end": (struct.pack("<Q", 2**60) + GOOD[8:], "no safetensors file"),
    "a header that is none": (struct.pack("<Q", 4) + b"[[[[" + GOOD, "no safetensors file"),
    "a header of brackets": (struct.pack("<Q", 90_000) + b"[" * 90_000, "no safetensors file"),
    "a list for a header": (struct.pack("<Q", 2) + b"[]", "no safetensors file"),
    "cut in its header": (GOOD[:100], "no safetensors file"),
    "cut in its tensors": (GOOD[:-1], "damaged"),
    "longer than its tensors": (GOOD + b"0", "damaged"),
    "too large": (GOOD + bytes(own_file.MOST_BYTES), "larger than 10 MB"),
    "a pickle": (pickle.dumps(FACTS), "a pickle"),
    "an archive of torch.save": (b"PK\x03\x04" + GOOD, "a pickle"),
    "without facts": (safetensors.torch.save(WEIGHTS), "does not say which architecture"),
    "facts that are none": (safetensors.torch.save(WEIGHTS, {"gapviz": "[1]"}), "does not say which"),
    "a stranger": (written(architecture="vgg"), "Its architecture is none of softmax, mlp, "),
    "a list of a stranger": (written(architecture=["softmax"]), "Its architecture is none of"),
    "of another set": (written(data="fashion"), "another data set"),
    "no mean": (written(mean=[]), "mean and deviation"),
    "three means": (written(mean=[0.1, 0.1, 0.1]), "mean and deviation"),
    "a mean in words": (written(mean=["0.1"]), "mean and deviation"),
    "a mean beyond floats": (written(mean=[10**400]), "mean and deviation"),
    "a mean that is none": (written(mean=[math.nan]), "mean and deviation"),
    "no deviation": (written(std=[0]), "mean and deviation"),
    "a tensor more": (written(WEIGHTS | {"3.bias": torch.zeros(1)}), "tensors are not those"),
    "a tensor less": (written({"2.bias": torch.zeros(10)}), "tensors are not those"),
    "another architecture": (written(architecture="mlp"), "tensors are not those"),
    "another shape": (written(WEIGHTS | {"2.bias": torch.zeros(11)}), "2.bias has another shape than [10]"),
    "half precision": (written(WEIGHTS | {"2.bias": torch.zeros(10).half()}), "2.bias must be F32"),
    "whole numbers": (written(WEIGHTS | {"2.bias": torch.zeros(10).int()}), "2.bias must be F32"),
    "a huge shape": (lying(shape=[2**40]), "2.bias has another shape"),
    "a shape in words": (lying(shape="ten"), "2.bias has another shape"),
    "offsets beyond its end": (lying(data_offsets=[2**40, 2**40 + 40]), "damaged"),
    "offsets in the other tensor": (lying(data_offsets=[40, 80]), "damaged"),
    "no offsets": (lying(data_offsets=None), "damaged"),
    "not a number": (written(WEIGHTS | {"2.bias": torch.full((10,), math.nan)}), "not finite"),
    "infinite": (written(WEIGHTS | {"2.bias": torch.full((10,), math.inf)}), "not finite"),
    "numbers that overflow": (written(WEIGHTS | {"2.weight": torch.full((10, 784), 3e38)}), "answers with"),
}


@pytest.mark.parametrize(("content", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_what_is_no_network_is_a_sentence(content, reason):
    with pytest.raises(UnreadableNetworkError, match=re.escape(reason)) as refused:
        models.from_file(content)
    assert str(refused.value).endswith(".")
