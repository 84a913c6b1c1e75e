"""One figure alone: in a frame of another origin, in a sandbox, and as a file that holds everything."""

import pytest

from browser.test_site import ATTACKS, host, opened
from browser.walk import Visit
from gapviz.editions import article
from gapviz.editions.static import pages
from gapviz.editions.web import embed

__all__ = ["host"]
STATE = "flag_shares.whose=turkish&flag_shares.model=mlp-0"
NAMES = [
    block.name
    for file in article.pages()
    for block in article.read(file)
    if isinstance(block, article.Figure)
]
SOME = ("own_steps",)
"""A table, and digits of a figure that follows one with a pad: tried on a phone in every run."""
HEARS = "<script>told = []; addEventListener('message', event => told.push(event.data))</script>"
MADE = """async ([name, pairs]) => {
  const [told, look] = await Promise.all([`share/${name}.js`, "share/look.js"].map(gapviz.page.patches));
  const drawing = { ...told.published };
  if (pairs.length) drawing.caption = "As it was when the file was made.";
  const addresses = { page: "https://example.org/page.html", embed: "https://example.org/embed.html" };
  const taken = gapviz.taken(told, { drawing, leader: null, pairs, values: new Map(), addresses });
  const own = { gapviz: gapviz.source, plotly: Plotly.source, pack: gapviz.page.patches, Plotly };
  return gapviz.formats.oneFile(taken, { ...look, ...own });
}"""


@pytest.fixture
def blog(browser, host, site):
    """Return a function that shows a page with some markup, of another origin than the site; the visit."""
    context = browser.new_context(viewport={"width": 900, "height": 900}, color_scheme="light")
    visit = Visit(context.new_page())

    def shown(markup):
        page = f'<!doctype html><link rel="icon" href="data:,">{HEARS}{markup}'
        (site.parent / "blog.html").write_text(page)
        visit.page.goto(f"{other(host)}/blog.html")
        return visit

    yield shown
    context.close()
    assert visit.errors == []
    assert visit.failed == []
    mine = (host, f"{other(host)}/blog.html", "data:", "blob:", "about:")
    assert [one for one in visit.asked if not one.startswith(mine)] == []


def other(host):
    """Return the same server's root by another name, which makes another origin of it."""
    return host.replace("127.0.0.1", "localhost").rpartition("/")[0]


def stands(frame):
    """Wait until a frame has drawn its figure in the state that it was asked for."""
    frame.locator(".gv-figure").first.wait_for()
    frame.locator(".gv-controls :is(input, select)").first.wait_for(state="attached")


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-scripts"'])
def test_a_frame_on_another_origin_shows_the_figure_and_hears_its_height(blog, host, sandbox):
    """The follower moves by its leader's controls; the dark theme is its own, not the host's."""
    src = f"{host}/embed-flag_erased.html#{STATE.replace('&', '&amp;')}&amp;theme=dark&amp;plain=1"
    visit = blog(f'<iframe {sandbox} title="Figure" width="600" height="300" src="{src}"></iframe>')
    frame = visit.page.frame_locator("iframe")
    stands(frame)
    frame.locator(".js-plotly-plot .main-svg").first.wait_for()
    checked = frame.locator(".gv-leader :is(option, input):checked")
    assert checked.evaluate_all("all => all.map(one => one.value)") == ["turkish", "mlp-0"]
    assert frame.locator(".gv-caption").is_hidden()
    ground = frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert ground == "rgb(21, 21, 26)"
    visit.page.wait_for_function("told.length > 0")
    height = frame.locator("body").evaluate("body => Math.ceil(body.getBoundingClientRect().height)")
    visit.page.wait_for_function("height => told.at(-1).height === height", arg=height)
    assert visit.page.evaluate("told.at(-1)") == {
        "type": "gapviz:height",
        "figure": "flag_erased",
        "height": height,
    }


def test_the_pinned_embed_and_the_latest_lead_to_each_other_in_this_state(browser, site):
    with opened(browser, f"{site.as_uri()}/embed-flag_shares.html#theme=dark&{STATE}") as page:
        stands(page)
        caption = page.locator(".gv-caption").inner_text()
        home = page.locator(".gv-home").get_attribute("href")
        assert home == f"A_one_with_a_flag.html#figure-flag_shares&{'&'.join(sorted(STATE.split('&')))}"
        page.locator(".gv-other").click()
        page.wait_for_url(f"**/{pages.files_at()}embed-flag_shares.html#**")
        stands(page)
        assert page.locator(".gv-caption").inner_text() == caption
        assert page.locator("html.dark").count() == 1
        page.locator(".gv-other").click()
        page.wait_for_url(f"{site.as_uri()}/embed-flag_shares.html#**")


def test_what_the_hash_of_an_embed_says_never_becomes_markup(browser, site):
    """Each attack as theme, as plain, as slide, in every parameter, and as a key."""
    with opened(browser, f"{site.as_uri()}/embed-flag_shares.html") as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        stands(page)
        before = page.locator(".gv-caption").inner_text()
        for attack in ATTACKS:
            keys = ("theme", "plain", "slide", "flag_shares.whose", "flag_shares.model", attack)
            page.evaluate(
                "hash => { location.hash = hash }", "&".join([attack, *(f"{key}={attack}" for key in keys)])
            )
            page.wait_for_selector("#gv-note:not([hidden])")
            assert page.locator("[onerror], main script").count() == 0, attack
            assert page.evaluate("document.documentElement.className") == "gv-embed", attack
            assert attack not in page.locator("body").inner_text()
            assert attack not in (page.locator(".gv-other").get_attribute("href") or "")
            assert page.locator(".gv-caption").inner_text() == before
            page.evaluate("location.hash = ''")
            page.wait_for_selector("#gv-note[hidden]", state="attached")


@pytest.mark.parametrize(
    "name", [name if name in SOME else pytest.param(name, marks=pytest.mark.long) for name in NAMES]
)
def test_an_embed_fits_a_phone_with_scripts_and_without(browser, site, name):
    for scripts in (False, True):
        address = f"{site.as_uri()}/{pages.files_at()}{embed.path(name)}"
        with opened(browser, address, 390, java_script_enabled=scripts, has_touch=True) as page:
            if scripts:
                page.wait_for_selector(".gv-foot a[href*='#']")
            assert page.locator(".gv-plot, .gv-digit, .gv-table, .js-plotly-plot").first.is_visible()
            assert page.locator(".gv-caption").is_visible()
            assert page.locator(".gv-home").is_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture(scope="module")
def made(browser, site):
    """Return a function that returns a file which holds a figure alone, made in a page of the site."""
    files = {}
    page = browser.new_page()

    def one(name, *pairs):
        if (name, pairs) not in files:
            page.goto(f"{site.as_uri()}/{embed.path(name)}")
            stands(page)
            files[name, pairs] = page.evaluate(MADE, [name, [list(pair) for pair in pairs]])
        return files[name, pairs]

    yield one
    page.close()


def test_one_file_is_live_and_asks_nobody(made, browser, tmp_path):
    """It opens in the state that it was made in; its sliders move it, and its hash says how far."""
    file = tmp_path / "figure.html"
    file.write_text(made("noise_curve", ("one_digit.std", "0.5")))
    with opened(browser, file.as_uri()) as page:
        stands(page)
        caption = page.locator(".gv-caption")
        assert "As it was when the file was made." in caption.inner_text()
        assert page.locator(".gv-leader output").first.inner_text().startswith("0.50")
        page.locator('.gv-leader input[type="range"]').first.fill("8")
        page.wait_for_function("() => /std=0.4/.test(location.hash)")
        page.wait_for_function("() => !document.querySelector('.gv-caption').innerText.includes('As it was')")
        greyed = page.locator('.gv-leader select option[value="mlp-0"]')
        assert greyed.is_disabled(), "another network is not in the file"
        assert (
            page.locator(".gv-leader .gv-why a")
            .get_attribute("href")
            .startswith("https://example.org/page.html#")
        )
        page.locator(".gv-leader .gv-reset").click()
        page.wait_for_function("() => location.hash === '#published'")
        page.reload()
        stands(page)
        assert "As it was" not in caption.inner_text()


def test_one_file_works_in_a_frame_without_an_address_or_an_origin(made, blog):
    text = made("noise_curve", ("one_digit.std", "0.5"))
    visit = blog('<iframe sandbox="allow-scripts" title="Figure" width="600" height="300"></iframe>')
    visit.page.evaluate("text => { document.querySelector('iframe').srcdoc = text }", text)
    frame = visit.page.frame_locator("iframe")
    stands(frame)
    frame.locator(".js-plotly-plot .main-svg").first.wait_for()
    frame.locator('.gv-leader input[type="range"]').first.fill("8")
    frame.locator(".gv-caption", has_not_text="As it was").wait_for()
    visit.page.wait_for_function("told.some(one => one.type === 'gapviz:height')")


@pytest.mark.long
def test_one_file_stands_without_scripts(made, browser, tmp_path):
    file = tmp_path / "figure.html"
    file.write_text(made("flag_shares"))
    with opened(browser, file.as_uri(), 390, java_script_enabled=False) as page:
        assert page.locator(".gv-still img").is_visible()
        assert len(page.locator(".gv-still img").get_attribute("alt")) > 20
        assert page.locator(".gv-caption").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
