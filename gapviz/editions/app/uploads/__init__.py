"""What readers bring along: each upload is one module here, which registers itself.

To add one: a module with a name, what reads its files, and a widget; the figures that it is for take an
argument of that name.
"""

import pkgutil
from importlib import import_module

from gapviz.editions.app.uploads.registry import UPLOADS, Upload

__all__ = ["UPLOADS", "Upload"]

for _found in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_found.name}")
