"""One figure alone, as a page: with its files beside it, or as the skeleton of a file that holds everything.

A skeleton is a page with marks, `[gapviz:NAME]`, each of which stands in it once. `oneFile` in
`src/share/` fills all of them in one pass; what is filled in is never looked through for marks.

    classes     in an attribute: of "light", "dark", "plain" and "slide" those that are chosen, a blank between
    style       text of a style element: the style sheet (`look.style`)
    fonts       text of a style element: the typefaces (`look.fonts`)
    picture     markup: an img of the figure in this state, with its alt text
    headline    text, escaped: the headline, or nothing
    caption     text, escaped
    listing     markup: the drawing's `listing`, or nothing
    code        text, escaped: the drawing's `code`
    page        in an attribute: the address of the figure in its chapter, in this state
    latest      in an attribute: the address of the figure's latest embed, in this state
    published   JSON: the whole drawing as published
    template    JSON: Plotly's template of all charts
    opens       JSON: {pairs: the state, [[key, text], ...]; drawing: the whole drawing in it;
                addresses: {page, embed, pinned}; chosen: {theme, plain, slide}}
    packs       for each file of `packs` a script element of type application/json with the content of the
                pack, and the attribute data-pack="FILE"
    plotly      text of a script element
    gapviz      text of a script element

In JSON every "<" is written \\u003c; in a script "</script" is written <\\/script, "<!--" is written <\\!--.
"""

MARKS = (
    "classes style fonts picture headline caption listing code page latest published template opens packs "
    "plotly gapviz"
).split()
