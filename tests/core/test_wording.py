"""A sentence is a template with values; what cannot be filled in is refused when it is made."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapviz.core.types import Estimate
from gapviz.core.wording import FORMATS, how_many_read, many, measured, say, states, without

FOUND = Estimate(0.5, 0.4, 0.6, 1234)
EXAMPLES = dict.fromkeys(FORMATS, 1234.5) | {"interval": FOUND, "Aa": "the network"}


@given(st.text())
def test_a_value_is_never_read_as_a_template(text):
    assert str(say("{a}{b}", a=text, b="{a}")) == f"{text}{{a}}"


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_fills_in_its_value(form):
    sentence = say(f"<{{value:{form}}}>", value=EXAMPLES[form])
    assert str(sentence) == f"<{FORMATS[form](EXAMPLES[form])}>"
    assert str(say("{inner}!", inner=sentence)) == f"{sentence}!"


@pytest.mark.parametrize(
    ("template", "values"),
    [("{a}", {}), ("plain", {"a": 1}), ("{a:.3f}", {"a": 1.0}), ("{}", {}), ("{a.b}", {"a": 1})],
)
def test_what_cannot_be_filled_in_is_refused(template, values):
    with pytest.raises(ValueError, match="must"):
        say(template, **values)


def test_a_sentence_that_is_kept_elsewhere_is_still_a_template_with_values():
    sentence = say("{share:%} of {n:,}", share=0.5, n=1234)
    kept = pickle.loads(pickle.dumps(sentence))
    assert (kept, kept.template, kept.values) == (sentence, "{share:%} of {n:,}", {"share": 0.5, "n": 1234})


def test_what_states_a_number_can_be_left_out_sentence_by_sentence():
    inner = say("right for {found:interval}", found=FOUND)
    sentence = say("{n} of {many:,}. It is {inner}! In short {share:%}.", n=2, many=3, inner=inner, share=0.5)
    assert states(sentence, FOUND.value)
    assert without(sentence, FOUND.value) == "2 of 3."
    assert without(sentence, 0.25) == sentence
    assert not states(sentence, 2.0), "a count is no share"
    assert without("Plain.", FOUND.value) == "Plain."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (many(1, "pixel"), "1 pixel"),
        (many(1.0, "pixel"), "1 pixel"),
        (many(0.5, "pixel"), "0.5 pixels"),
        (many(4440, "digit"), "4,440 digits"),
        (measured(1, "degrees"), "1 degree"),
        (measured(2, "pixels"), "2 pixels"),
        (measured(1, "of full scale"), "1 of full scale"),
        (measured(1, "times its size"), "1 times its size"),
        (measured(60, ""), "60"),
        (how_many_read(0, 20), "none of 20 networks reads"),
        (how_many_read(1, 20), "1 of 20 networks reads"),
        (how_many_read(5, 20), "5 of 20 networks read"),
        (how_many_read(20, 20), "all 20 networks read"),
    ],
)
def test_one_is_no_many(said: str, words: str) -> None:
    assert said == words
