"""One torch thread: beside anything else that runs, two wait for each other at every small operation."""

import torch

torch.set_num_threads(1)
