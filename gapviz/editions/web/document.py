"""A page as a document: its policy, what others are told of it, and its body.

`told` is what scripts are told, as JSON in an element that is not run.
"""

import base64
import hashlib
import html as text
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from gapviz.editions.article import html
from gapviz.editions.article.social import SIZE

SHARED = (
    "img-src 'self' data: blob:; font-src data:; worker-src blob:; connect-src 'none'; form-action 'none'; "
    "base-uri 'none'"
)
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " + SHARED
)
"""No request to another host. Styles stand in the markup: places on the gap scale, masks of digits."""
EARLY = Path(__file__).with_name("theme.js").read_text(encoding="utf-8")
"""The script of an embed that runs before anything is drawn."""
_HASH = base64.b64encode(hashlib.sha256(EARLY.encode()).digest()).decode()
EMBED_POLICY = POLICY.replace("script-src 'self'", f"script-src 'self' 'sha256-{_HASH}'")
ALONE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; "
    + SHARED.replace("'self' ", "")
)
"""Of a file that holds everything: it loads nothing at all."""


@dataclass(frozen=True)
class Seen:
    """How others see a page: search engines, and whatever draws a card for a link.

    `address` is the page's own, `canonical` that of the page which a search engine should list for it,
    `picture` that of its social picture: whole addresses, or empty where nobody knows them.
    """

    title: str
    description: str
    address: str = ""
    canonical: str = ""
    picture: str = ""
    about_picture: str = ""
    kind: str = "article"

    @property
    def markup(self) -> str:
        """The elements of the head that say so."""
        width, height = SIZE
        said = {
            "og:site_name": "gapviz",
            "og:type": self.kind,
            "og:title": self.title,
            "og:description": self.description,
            "og:url": self.address,
        }
        if self.picture:
            said |= {
                "og:image": self.picture,
                "og:image:type": "image/png",
                "og:image:width": str(width),
                "og:image:height": str(height),
                "og:image:alt": self.about_picture,
            }
        card = "summary_large_image" if self.picture else "summary"
        canonical = f'<link rel="canonical" href="{_quoted(self.canonical)}">\n' if self.canonical else ""
        return (
            f"<title>{_quoted(self.title)} · gapviz</title>\n"
            f'<meta name="description" content="{_quoted(self.description)}">\n{canonical}'
            + "".join(
                f'<meta property="{name}" content="{_quoted(words)}">\n'
                for name, words in said.items()
                if words
            )
            + f'<meta name="twitter:card" content="{card}">\n'
        )


def document(seen: Seen, policy: str, head: str, body: str, classes: str = "") -> str:
    """Return a whole page; `classes` are those of its root, `head` is more for its head, both markup."""
    of_root = f' class="{classes}"' if classes else ""
    return (
        f'<!doctype html>\n<html lang="en"{of_root}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'{seen.markup}<link rel="icon" href="{icon()}">\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n'
    )


def told(data: Any) -> str:
    """Return JSON for an element of a page: no text in it can end the element."""
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return said.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def scripts(at: str, names: Sequence[str] = ("plotly.js", "gapviz.js")) -> str:
    """Return the elements that load the scripts of a page out of the folder `at`."""
    return "".join(f'<script defer src="{at}{name}"></script>' for name in names)


@lru_cache(1)
def icon() -> str:
    """Return the article's icon as a data address."""
    file = io.BytesIO()
    html.icon().save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _quoted(words: str) -> str:
    return text.escape(words, quote=True)
