from gapviz.editions import article

article.chapter(
    __file__,
    "A small network reads {cnn-0} of MNIST’s test digits. "
    "Add a little noise and watch what that number was worth.",
    question=(
        "of a hundred test digits under noise that you can still read through, how many will the network get?"
    ),
    leads="one_digit",
)
article.figure("one_digit")
article.prose(
    """
Move the slider. You will go on reading that digit for a good while after the network has stopped, and the
network will not tell you when: it answers with the same calm, only with another number.

This is not a broken network. It was trained on sixty thousand digits, tested on ten thousand others, and
missed {cnn-0 wrong} of them. Every tutorial would call it done. It has simply never seen a grain of dust.
"""
)
article.figure("noise_curve")
article.prose(
    """
At severity 3 of the noise, that same network reads {cnn-0 gaussian_noise 3}, and its four sisters, trained
alike but for the roll of the dice, read {cnn-1 gaussian_noise 3}, {cnn-2 gaussian_noise 3},
{cnn-3 gaussian_noise 3} and {cnn-4 gaussian_noise 3}. On the test set nobody could tell the five apart.

The number 0.99 was never false. It answers a narrower question than the one you asked: not *can it read?* but
*can it read more of the same?* The rest of this article is about the difference.
"""
)
article.close()
