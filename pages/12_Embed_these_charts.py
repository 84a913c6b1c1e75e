from gapviz.editions import article

article.chapter(
    __file__,
    "Every chart of this article, in any of its states, is yours to put where your readers are: as a link, a "
    "frame, a picture, or a file that goes on working.",
)
article.prose(
    """
Move a chart until it says what you want to say, and press *Share* under it. You take it along in exactly
that state, with a title, alt text for readers who do not see it, and the way back here. An embed is
*latest*, which follows this article as it is mended, or *pinned*, which stays as it was on the day you took
it. Quote a pinned one. A chart that moves under its own caption is a poor witness.

## All charts
"""
)
article.gallery()
article.prose(
    """
## What works where

Some places let you paste a frame, some take HTML apart, and some will have nothing but a picture. This is as
of November 2026, as far as what they document tells. Such rules change without asking anybody, so look at
the preview before you publish.

| | link | frame | HTML fragment | picture | one file |
|---|---|---|---|---|---|
| [Medium][medium] | yes | no | no | yes, PNG | no |
| [WordPress.com][wpcom] | yes | by plan | by plan | yes | no |
| [WordPress, your own][wordpress] | yes | yes | yes | yes | on the server |
| [Ghost][ghost] | yes | yes | yes | yes | to download |
| Substack | yes | no | no | yes, PNG | no |
| [Notion][notion] | yes | its address | no | yes | to download |
| [Quarto][quarto] | yes | yes | yes | yes | yes |
| [Jupyter][jupyter] | yes | yes | yes | yes | yes |
| [reveal.js][reveal] | yes | yes | yes | yes | yes |
| Google Slides | yes | no | no | yes, PNG | beside it |
| [PowerPoint][powerpoint] | yes | by add-in | no | yes | beside it |

[medium]: https://help.medium.com/hc/en-us/articles/214981378
[wpcom]: https://wordpress.com/support/code/
[wordpress]: https://wordpress.org/documentation/article/roles-and-capabilities/
[ghost]: https://docs.ghost.org/themes/content
[notion]: https://www.notion.com/help/embed-and-connect-other-apps
[quarto]: https://quarto.org/docs/authoring/markdown-basics.html
[jupyter]: https://jupyter-notebook.readthedocs.io/en/stable/security.html
[reveal]: https://revealjs.com/media/
[powerpoint]: https://learn.microsoft.com/en-us/office/dev/add-ins/powerpoint/powerpoint-add-ins

**Medium and Substack** take no HTML. Upload the picture, give it the alt text that Share copies for you, and
make the caption a link to the state. What Medium makes of a link you paste is decided by Embedly, a service
of its own, which knows its providers and does not know this one.

**WordPress** keeps a frame in its block for custom HTML where whoever saves the page may write any HTML: on
a site of your own administrators and editors may, authors may not, and what an author saves loses its frame
without a word. On WordPress.com it takes a plan that has plugins.

**Ghost** has a card for HTML, which takes the frame and the fragment as they are. In a newsletter neither
survives, since no mail program runs a script: put the picture there.

**Notion** wants the address of the embed, and not the frame around it: type `/embed`, paste, and pull the
block to its height by hand.

**Quarto** passes HTML on into every format that is HTML; for PDF take the picture. **Jupyter** shows a frame
from a cell of code, `IPython.display.IFrame(address, 800, 600)`. A notebook that somebody sent you shows
none until you trust it, and a host’s preview may never.

**reveal.js** loads a frame when its slide is shown, if you write `data-src` for `src`. Take *slide* in
Share: plain, and large enough for the last row.

**Slides of another kind** take a picture, with a link on it. PowerPoint has add-ins that show a web page in
a slide, if the room has a network. If it may not have one, open the one file in a browser beside your
slides. It works from a memory stick.

## What a frame may do

A frame from the edition without a server needs no permission: no cookie, no storage, no other host. It draws
in a sandbox that allows scripts and nothing else; where even those are forbidden, picture and caption stand.
It tells the page around it how high it is, and the few lines that come with the snippet listen.

A frame from the app needs `allow-same-origin` beside `allow-scripts` if it is in a sandbox at all, since
Streamlit does not start without. Two things in it want a setting. An **upload** in a frame on another site
is refused until the server runs with `--server.enableXsrfProtection=false`, because browsers keep back the
cookie that would vouch for it. You give up the check that no other site uploads into a reader’s session;
there are no accounts here for one to get at. A **camera** wants `allow="camera"` in the frame, and HTTPS on
both sides.
"""
)
article.close(
    "Take the state along with the picture: a chart that cannot say how it came about is one more number "
    "to be believed."
)
