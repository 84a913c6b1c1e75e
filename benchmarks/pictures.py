"""The README's pictures: `python -m benchmarks.pictures` writes docs/*.png from the app as it is."""

from pathlib import Path

from benchmarks.browser import opened, served, settle

FOLDER = Path(__file__).parents[1] / "docs"
SHOTS = {
    "hook-light": ("", "light", 900, 1060),
    "noiseless-dark": ("Noiseless_is_bad", "dark", 900, 1060),
    "hook-phone": ("", "light", 390, 1060),
}
"""Name of a picture: path, colour scheme, width and height in pixels."""


def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with served() as address:
        for name, (path, scheme, width, height) in SHOTS.items():
            with opened(f"{address}/{path}", scheme=scheme, width=width, height=height) as page:
                settle(page)
                page.screenshot(path=FOLDER / f"{name}.png")
            print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
