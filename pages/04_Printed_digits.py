from gapviz.editions import article

article.chapter(
    __file__,
    "Print is easier to read than handwriting, for you. "
    "Here are hundreds of typefaces, and what a network makes of them.",
    question="of a hundred printed digits, each filling its picture, how many will the network read?",
    leads="printed_digits",
)
article.figure("printed_digits")
article.prose(
    """
Nobody wrote these: they are set in [open typefaces](https://fontsource.org). They have no tremor, no slip and
no blot, and all but a few you would read across a street. The tutorial’s network misses fewer than one in a
hundred of MNIST’s digits. Of the printed ones it misses more than a quarter, and of the 7s and the 9s more
than nine in ten. Choose a category, or another network: nobody reads three quarters, the perceptron reads
about one, and the softmax might as well roll a die with ten sides.
"""
)
article.prose("## The picture’s part")
article.figure("printed_framing")
article.prose(
    """
Most of that is not the typeface’s doing. A digit that reaches from edge to edge is a digit that MNIST does
not have. Put the same print into MNIST’s frame, and more than four in five of the lost ones are read; the
other networks get about as many back, the softmax still most. Whoever tries a network on a screenshot meets
the frame first, and blames the font.
"""
)
article.prose("## The digit’s part")
article.figure("printed_categories")
article.prose(
    """
What remains once the frame is right is the digit itself. [The essay](essay) says that fonts differ enough
from handwriting to make the answers unreliable, for some classes above all. It is right about the classes.
Networks with convolutions read serifs about as well as MNIST. Sans-serif typefaces, the plainest of all, they
do not, save one of them, and more of what they lose is one digit than any other: see which.
"""
)
article.figure("printed_mistakes")
article.prose(
    """
It is the 1. In these typefaces it is a stroke with a flag and no foot, and [another
chapter](03_A_one_with_a_flag.py) tells what comes of that. Serifs give it a foot, and then it is safe. That
is so for all networks with convolutions but one, which other people trained and which trips over the 6; the
perceptrons and the softmax lose so much else that the 1 does not stand out. Choose other categories: four
[calculators with seven segments](https://github.com/keshikan/DSEG) have four 6s here, and all networks
together read one of them, once. Your alarm clock rings at five.
"""
)
article.figure("printed_weights")
article.prose(
    """
Bold and italic cost networks with convolutions a point or two, or nothing. Hairlines cost every network more.
MNIST was written with one kind of pen.
"""
)
article.prose("## All typefaces, the worst first")
article.figure("typeface_wall")
article.prose(
    """
Here are all of them, the worst first. Read them yourself before you blame the typeface: where you can and the
network cannot, the typeface is not the trouble. A click brings one down here, and shows what of it misled the
network.
"""
)
article.figure("typeface")
article.prose(
    """
## One that bends

Some typefaces can be bent: their weight, their width and their slant are numbers. This one is as bold and as
wide as it goes, and still anybody reads it. Make it narrower, and lighter, and see where the network comes
back.
"""
)
article.figure("bent_typeface")
article.figure("bent_map")
article.figure("bent_evidence")
article.prose(
    """
## Yours

And the typeface of your own paper, your shop or your thesis? Bring its file. It is drawn here, read, and
forgotten.
"""
)
article.figure("own_typeface", upload="font")
article.prose(
    """
Or type.
"""
)
article.figure("typed_digits")
article.prose(
    """
The year of the moon landing, edge to edge, in a typeface that you have probably read today. None of the
networks gets it. Put it into MNIST’s frame and see who does then; or type something else, your postcode or
your age, and see who would deliver it.
"""
)
article.close(
    "Before you blame the typeface, look at the frame: in MNIST’s, the tutorial’s network reads more than "
    "four in five of the printed digits that it lost. What it still loses of sans-serifs is a 1 before any "
    "other digit."
)
