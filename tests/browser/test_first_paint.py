"""What a browser is sent before anything is drawn."""

import gzip
import re
from urllib.request import Request, urlopen


def sent(address, **headers):
    """Return the headers and the body of an answer."""
    with urlopen(Request(address, headers=headers)) as answer:
        return answer.headers, answer.read()


def test_the_script_of_the_front_page_comes_gzipped_to_who_takes_that(address):
    page = sent(f"{address}/")[1].decode()
    script = f"{address}/" + re.search(r'<script[^>]* src="\./([^"]+)"', page)[1]
    plain_headers, plain = sent(script)
    headers, packed = sent(script, **{"Accept-Encoding": "gzip"})
    assert plain_headers["Content-Encoding"] is None
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2
