"""What readers bring along: each upload is one module here, which registers itself.

To add one: a module with a name, what reads its files, and a widget; the figures that it is for take an
argument of that name.
"""

from gapviz.core.discovery import import_all
from gapviz.editions.app.uploads.registry import UPLOADS, Upload

__all__ = ["UPLOADS", "Upload"]

import_all(__name__, __path__)
