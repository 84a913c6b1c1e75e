from gapviz.editions import article

article.chapter(
    __file__,
    "Sixty thousand digits, a few minutes, a rising curve. "
    "It is the pleasantest ceremony in machine learning.",
    question=(
        "of a hundred test digits, how many will the plainest model read, one weight for each pixel and "
        "class?"
    ),
    leads="shipped_models",
)
article.training()
article.prose(
    """
Nothing is faked here: a small network went through the whole training set, and most of what it will ever
know it knew after the first of its epochs; the others polish. Where a server stands behind this page, a
button lets you watch it happen again, on one processor core and with its manners intact: it gives way to
everybody else. It takes minutes.
"""
)
article.prose("## From the plainest to the modern one")
article.figure("shipped_models")
article.prose(
    """
The plainest model of all, which has no idea that pixels have neighbours, reads {softmax-0}. A multilayer
perceptron reads {mlp-0}, LeNet, more or less as it was in 1998, {lenet-0}, and AlexNet’s idea, shrunk to fit,
{alexnet-0}. [The network of the tutorial](00_The_99_percent.py), which this article leans on, reads
{tutorial-0}, and its four sisters differ by their seed only; so do those of the modern one, which has batch
normalisation and reads {cnn-0}. The last two are nobody’s here. Other people trained and published them, as a
package for [Python](https://github.com/shivam-gupta90/handwriting-recognition) and as one for [the
browser](https://aralroca.github.io/MNIST_React_TensorFlowJS), and they read {recognizer-0} and
{mnist-react-0}: whatever this article holds against its networks, it holds against theirs.

AlexNet has no sister here, for it weighs three megabytes: what is said of it is said of one training. The
softmax has none either, and needs none: its loss has a single valley, and whatever the dice say it rolls down
to the same floor.

Look at the intervals before choosing a winner. With ten thousand digits, a few hundredths of a point are the
weather.
"""
)
article.prose("## What remains")
article.figure("mistakes")
article.prose(
    """
Odd handwriting and, now and then, an odd label. Some of MNIST’s test labels are
[wrong](https://arxiv.org/abs/2103.14749), and a model that gets those “wrong” has a case. On
those, a better score would be a better memory for somebody’s mistakes.
"""
)
article.close(
    "A model that has no idea that pixels have neighbours reads {softmax-0} of this test set, and five "
    "networks that differ in their seed alone cannot be told apart on it. A high score here is where the "
    "questions begin."
)
