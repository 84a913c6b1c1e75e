"""The figures, a module or several for each chapter; each registers itself."""

from gapviz.core.discovery import import_all

import_all(__name__, __path__)
