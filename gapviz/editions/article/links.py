"""Links of prose: to other chapters, by their files, and to the essay, whose address stands here alone."""

import re
from collections.abc import Callable

CHAPTER = re.compile(r"\]\(([0-9]{2}_\w+)\.py(#[a-z0-9-]+)?\)")
"""`[words](05_Noiseless_is_bad.py#batch-norms-part)`: a chapter, and a section of it where one is named."""

ESSAY = (
    "https://matteo-a-barbieri.medium.com/"
    "why-mnist-is-the-worst-thing-that-has-ever-happened-to-humanity-49fd053f0f66"
)


def resolve(text: str, where: Callable[[str], str]) -> str:
    """Return markdown whose links to chapters go `where` an edition has the chapter of a stem.

    `[words](essay)` goes to the essay.
    """
    text = text.replace("](essay)", f"]({ESSAY})")
    return CHAPTER.sub(lambda found: f"]({where(found[1])}{found[2] or ''})", text)
