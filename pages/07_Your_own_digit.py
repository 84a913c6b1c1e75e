from gapviz.editions import article

article.chapter(
    __file__,
    "Write a digit on paper, photograph it, and ask. The essay dares you to.",
    question=(
        "of a hundred digits by real hands, scanned and prepared with care, how many will the network read?"
    ),
    leads="own_digit",
)
article.figure("own_digit", upload="picture")
article.prose(
    """
## What a network gets to see

Not your picture, but what somebody’s code made of it. MNIST’s makers took scans apart, found each digit,
scaled it into a box and moved its centre of mass to the middle. A network trained on that has never seen
anything else. Draw or bring a digit, switch a step off, and see what it was good for: under its picture below
stands what it found to do. A [7 in a ring, on a note that lies on a
desk](figure:own_digit?sample=note_on_a_desk), is a 7. It becomes a 0 as soon as you switch off the step that
finds the sheet, or the one that takes out what surrounds a digit. The way of most tutorials is beside it:
squeeze the picture to 28 × 28, invert it, and hope.
"""
)
article.figure("own_steps")
article.prose("## What it answers, and why")
article.figure("own_answers")
article.prose(
    """
Nobody asked whether it was a digit at all. The ten probabilities sum to one whatever you draw: more of that
[further down](#and-if-it-is-no-digit).
"""
)
article.figure("own_evidence")
article.figure("own_pushed")
article.prose(
    """
Even where it is right, how far is it from being wrong? Here your digit goes up the article’s own ladders, and
each stops where the answer turns.
"""
)
article.prose("## Real paper")
article.figure("paper_steps")
article.prose(
    """
One picture proves little, so here is every step against real paper: scans by [ten
hands](https://github.com/kensanata/numbers), and printed digits off [old photographs of
newspapers](https://github.com/wichtounet/sudoku_dataset). On clean scans most steps are worth nothing, and to
a convolutional network a plain threshold is as good as all of them, to a point in a hundred over all ten
hands. Centring is what counts there: choose the 1s, 7s and 9s, whose flags, bars and tails weigh to one side.
It is worth six to fourteen points of them to the convolutional networks trained here, and a quarter of them
or more to the perceptron and the softmax, which know a pixel only by its place. On the photographs the steps
are worth nearly everything. They are not enough there, either: where a camera was out of focus and a loop has
closed, no step opens it again. The squeeze, meanwhile, loses from under a quarter to over half of the scans,
by convolutional network, most of them for the other two, and more than three in four of the printed digits
for all.
"""
)
article.prose("## And if it is no digit?")
article.figure("not_digits")
article.prose(
    """
A network that was never shown anything but digits has no word for that. It answers, and often it is sure.
"""
)
article.figure("rejection_rates")
article.prose(
    """
It takes a second opinion to turn such pictures away. For most networks here the best of these rules asks how
alike a picture is to the training digits, as the network sees them. It is not free: it turns away some of the
digits too. And it has a hole, which the chart does not hide: with the tutorial’s network and its sisters,
with the modern ones and one that other people trained, it lets most of the faces through. So with four of the
tutorial’s five another rule does better on the whole, and whoever tells you that there is a best one has
tried it on one network.

Choose one with batch normalisation and look at plain noise. By the rule of energy each of them finds the
noise more like a digit than the digits are, and no network without it does. Nor is this a hole in MNIST: let
such a network estimate its statistics on the noise, and the same rule tells the two apart with hardly a slip.
It is [batch norm’s part](05_Noiseless_is_bad.py#batch-norms-part) once more.
"""
)
article.close(
    "A network sees what your code makes of a picture: squeezed as most tutorials do it, every network here "
    "loses a fifth of clean scans or more. And none has a word for what is no digit."
)
