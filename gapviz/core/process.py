"""How this process uses its machine: called once by whatever runs, app, `measure`, benchmarks, tests."""

import ctypes
import sys

import torch

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Options of glibc's mallopt (malloc.h)."""
KEPT_MB = 64


def settle() -> None:
    """Give torch one thread, since `evaluation` gives each core a chunk of its own, and keep freed memory.

    Two threads at one small operation would wait for each other, beside another busy process forty times as
    long as one works. And glibc returns what a chunk of images took as soon as it is freed, and fetches it
    again for the next: page by page, a third of a cheap shift's time.
    """
    torch.set_num_threads(1)
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(MMAP_THRESHOLD, KEPT_MB // 2 * 2**20)
        libc.mallopt(TRIM_THRESHOLD, KEPT_MB * 2**20)


def give_back() -> None:
    """Give what is kept of freed memory back to the system, at the end of a piece of work.

    It costs some milliseconds.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
