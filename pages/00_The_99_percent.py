from gapviz.editions import article

article.chapter(
    __file__,
    "The network of a first tutorial reads {tutorial-0} of MNIST’s test digits. "
    "Move them a little off their place and watch what that number was worth.",
    question=("of a hundred test digits, each moved four pixels across and four down, how many will it get?"),
    leads="moved_digit",
)
article.figure("moved_digit")
article.prose(
    """
Move the slider. Until the edge of the picture cuts into it, nothing happens to that digit, except that it
stands somewhere else. You hardly notice. The network does, and it will not tell you so: it answers all the
same, and of every third mistake that it makes at four pixels it is all but certain.

Three words for what stands beside the digit. The bars are probabilities that sum to one, which is what the
network’s last step, the *softmax*, sees to. The longest is its answer, and how long that is is its
*confidence*: how sure it is, or says it is. And the *interval* behind an accuracy is the part that chance
plays: of a hundred such intervals, ninety-five hold the true share.

This is not a broken network. It is the one that the [best-known
tutorial](https://keras.io/examples/vision/mnist_convnet/) builds; it was trained on sixty thousand digits,
tested on ten thousand others, and missed {tutorial-0 wrong} of them. Every tutorial would call it done. But
in all those digits the ink has its centre in the middle of the picture, because MNIST’s makers put it there.
A place was never part of the question, so no place but one was ever part of the answer.
"""
)
article.prose("## All of them, not this one")
article.figure("moved_curve")
article.prose(
    """
It is not this network’s private trouble. A softmax and nothing before it, the perceptron, LeNet, an AlexNet
in small, a modern network with batch normalisation, and two networks that other people trained and published:
they all go down, and at four pixels each of them has lost a third of the digits or more. Convolutions help,
for they look for a stroke wherever it is. What comes after them remembers where it was.

## And dirt?

A grain of noise on every pixel makes a quieter case, and a more honest one than it is usually given.
"""
)
article.figure("one_digit")
article.figure("noise_curve")
article.prose(
    """
The same network shrugs off noise for a good while. At a standard deviation of {gaussian_noise 3 level} it
still reads {tutorial-0 gaussian_noise 3}, at {gaussian_noise 4 level} {tutorial-0 gaussian_noise 4}, and at
{gaussian_noise 5 level}, where you read on with some effort, {tutorial-0 gaussian_noise 5}. Its four sisters,
trained alike but for the roll of the dice, read {tutorial-1 gaussian_noise 5}, {tutorial-2 gaussian_noise 5},
{tutorial-3 gaussian_noise 5} and {tutorial-4 gaussian_noise 5} there; LeNet, of 1998, reads
{lenet-0 gaussian_noise 5}. On the test set nobody who allows for ten comparisons could tell the five apart.
The modern network falls first and farthest, and that is not MNIST’s doing but its own: [here is
why](05_Noiseless_is_bad.py#batch-norms-part).

## What the number answers

The number 0.99 was never false. It answers a narrower question than the one you asked: not *can it read?* but
*can it read more of the same?* The rest of this article is about the difference.
"""
)
article.close(
    "A test score is a promise about more of the same. Four pixels off their place is no more of the same: "
    "it costs every network here a third of the digits or more."
)
