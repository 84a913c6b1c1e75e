from gapviz.editions import article

article.chapter(
    __file__,
    "MNIST is clean: no stain, no ruled line, no edge of the form. "
    "Here is what the clean network makes of paper.",
    question="of a hundred test digits written on squared paper, how many will the network read?",
    leads="shifted_digits",
)
article.figure("shifted_digits")
article.preset(
    "shifted_digits", "The essay’s own example: a border at the top and left", shift="border", severity=5
)
article.prose(
    """
Choose what happens to the paper, how much of it, and which network has to live with it. The accuracy is
that of all ten thousand test digits, unless it says of how many, and follows when you let go of the slider.

## The essay’s border

[The essay](essay)’s own complaint is the border: cut a digit out of a form a little carelessly and a line
stays at its top and left. That costs the tutorial’s network {tutorial-0 border 3 points} at severity 3, which
is nothing to write an essay about, and {tutorial-0 border 5 points} at severity 5, where the line is thick.
The multilayer perceptron, which has weights of its own for pixels that were all but always blank, loses
{mlp-0 border 3 points} and {mlp-0 border 5 points}. The complaint holds for networks without convolutions,
and half holds for the others.
"""
)
article.prose("## From bad to worse")
article.figure("severity_curve")
article.prose(
    """
The tutorial’s five networks, which the test set cannot tell apart, come apart here. Click on a point, or move
the severity above, to stand there.
"""
)
article.prose("## Not every digit alike")
article.figure("class_accuracy")
article.prose(
    """
A shift does not take its share from each digit alike. It turns one digit into another, and it has favourites.
Click on a cell, or choose it below, to open it.
"""
)
article.figure("confusion")
article.prose(
    """
## Which pixels did it

Take a mistake and ask for the evidence: what spoke for the wrong class, rather than for the right one.
"""
)
article.figure("failure_map")
article.prose(
    """
A map like this is a hint, not a confession: [an eraser](03_A_one_with_a_flag.py#whose-evidence-it-is) knows
more.

## Batch norm’s part

Of the convolutional networks in [the curves further up](#from-bad-to-worse) one kind mostly falls before all
others where noise, blur or bad light is about: the modern network. It is easy to hold that against MNIST.
Easy, and wrong, for the others have not seen a grain of dust either.

What it has is batch normalisation: each of its layers scales what comes in by the mean and the spread that it
saw in training. Under a shift both are others, so it scales by the wrong ones, and is sure of itself all the
while: set the severity to 5, and compare it with LeNet. Then let it estimate the two anew, on the very digits
in front of it and without a single label (Schneider et al., [2020](https://arxiv.org/abs/2006.16971)).
"""
)
article.figure("batch_norm")
article.prose(
    """
Nobody has told it anything about digits, and most of the loss is gone. That part was never MNIST’s. Nor is it
all that noise can do: the tutorial’s network has no batch normalisation, and severity 5 leaves it with
{tutorial-0 gaussian_noise 5}.
"""
)
article.figure("batch_norm_families")
article.prose(
    """
Noise, blur and bad light come back, as far as the networks without batch normalisation get or further; so
does half of what lines cost, and a third of what stains do. Digits that are moved, turned or badly cropped do
not: no mean and no spread knows where a digit should have been. These losses the networks without share, and
they are what a clean data set costs. When somebody shows you how badly a network does under some shift, ask
what else it has not seen before you blame the data. It took us some time to ask.
"""
)
article.close(
    "Ask whose a loss is. Most of what noise costs the modern network goes once its batch normalisation is "
    "estimated anew. What it loses on digits moved, turned or badly cropped stays, and is everybody’s."
)
