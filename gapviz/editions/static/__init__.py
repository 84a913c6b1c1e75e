"""The article without a server: every chapter as a page, written by Python alone, from the same blocks.

`build.export` writes the folder. `pages` turns blocks into a page, `figures` a drawing into its panel,
`prose` markdown into HTML, `svg` a chart into its picture, `drawings` a drawing into JSON.
"""
