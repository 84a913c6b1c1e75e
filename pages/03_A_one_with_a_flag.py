from gapviz.editions import article

article.chapter(
    __file__,
    "Half of Europe starts its 1 with an upstroke. MNIST hardly knows it, so what does a network make of it?",
    question="of a hundred ones that are given a flag, how many will the network still read as 1?",
    leads="flag_digit",
)
article.figure("flag_digit")
article.prose(
    """
Take a 1 from the test set and give it a flag, in its own thickness and its own ink, from where its stroke
begins. Turn the angle: along the stem a flag is nothing but more stem, square to it it is a roof. Somewhere
between the two the answer tips over. Nobody drew a 7; the network found one.
"""
)
article.figure("flag_map")
article.prose(
    """
Angle and length together draw a border, and your digit lies on one side of it. Click on the map to see the 1
that lives there, or use the sliders above. But a slider goes where no pen does.
"""
)
article.prose("## Where people’s flags lie")
article.figure("real_flags")
article.prose(
    """
They were measured by plain geometry; no network had a say. Swiss flags are steeper than you might think and
as long as the stem, or nearly: none stands square to it, and hardly one lies in the right half of the map.
The [Turkish](https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits) ones are
shorter, and MNIST’s own, which the networks have met, shorter still; of these one in eight lies over there.

And the border runs through the middle of the Swiss. Nothing breaks at one degree; along the angles that hands
really write, the convolutional networks go from reading nearly all to losing half or more, one of the two
that other people published a third. The slider foretells it: give the same flags to MNIST’s own ones, and of
most networks’ answers you will be off by some ten in a hundred, mostly because hands are a little kinder. So
where this article goes up a ladder of flags, as in [the chapter on paper](05_Noiseless_is_bad.py), it is
theirs: five flags of their middle length, from one as steep as the steepest tenth to one as flat as the
flattest. The sliders above begin at the fourth, and a quarter of the Swiss flags are flatter.
"""
)
article.prose("## Every 1, and every network")
article.figure("flag_answers")
article.prose(
    """
One digit is an anecdote. Here is the same flag on every 1 of the test set. Most of them lean, and on a
leaning stem the same flag lies flatter: those go first. On some of them you might hesitate yourself. On the
upright ones you would not. There the networks come apart, at the flag shown first: some convolutional ones
lose hardly any, others, down to sisters that differ in their seed alone, lose most, and the softmax and the
perceptron all. Flag and lean together undo every one of them, and three of the eight Swiss below write that.
"""
)
article.figure("flag_seeds")
article.prose(
    """
Is it bad luck, then, a freak of one training? The tutorial’s five networks, which the test set cannot tell
apart, turn within a few degrees of each other. What they learnt about a 1 they learnt alike, from the same
ones.
"""
)
article.figure("flag_maps")
article.prose(
    """
All of them draw a border, and the convolutional networks much the same one, from LeNet to AlexNet’s cousin
and to the two that other people trained. The perceptron and the softmax, who know a pixel only by its place,
give up long flags some ten degrees sooner. So the architecture moves the border and none takes it away: it is
in the ones that all of them were shown. Click on a map to take its flag and its network up to the sliders.
"""
)
article.prose(
    """
## Whose evidence it is

Which pixels talked it into a 7? A map that says so is called an *attribution*: on this one the vermilion ones
spoke for 7, and the blue ones for 1.
"""
)
article.figure("flag_evidence")
article.prose(
    """
If the flag did it, it should hold more of the vermilion than its share of the ink. Choose another method, and
you get another map and another share. Which is to be believed? Ask three of them, about every 1 of the test
set.
"""
)
article.figure("flag_shares")
article.prose(
    """
For the tutorial’s network integrated gradients blames the flag: it gets far more of the evidence than it has
of the ink. Occlusion and the plain gradient give it less than its share. One network, the same digits: the
three cannot all be right. There is a way to find out that needs no map: an eraser. Rub out the flag, and see
whether the 1 comes back.
"""
)
article.figure("flag_erased")
article.prose(
    """
It does: with the flag one in three is read as a 1, without it more than three in four. (The others are left
small and askew, since the frame was made for the flag as well.) Perhaps any ink would have done? No: as much
of it rubbed out at random makes matters worse, and rubbed out where a map points next it brings nobody back.
The flag did it. Where a map and the eraser disagree, believe the eraser.

It works on flags that nobody grafted, too. Choose the Turkish writers above: the tutorial’s network reads
half of their ones, and all of them once the flag is gone; the perceptron reads few, and then most, as it does
of the grafted ones. Other ink brings some of these back, where a map points to it, but nowhere as many as the
flag.
"""
)
article.prose("## The flags that MNIST has")
article.figure("mnist_flags")
article.prose(
    """
[The essay](essay) says that MNIST’s ones are plain, exclusively. Nearly: here are the others. The networks
have met flags, then, a few dozen to every thousand ones, and all but the softmax have learnt those they met.
"""
)
article.figure("real_hands")
article.prose(
    """
These Turkish hands, of which eight by eight pixels are left, wrote short flags. Seeds of one network, which
the test set cannot tell apart, come far apart in how many they read, and the softmax reads the fewest; but
then it reads only one in four of their plain ones, too, and cannot blame the flag. The essay is right about
the angle: there is one beyond which nearly every 1 is lost, unless its flag is a mere tick. How many of yours
lie beyond it depends on who taught you to write.
"""
)
article.prose("## Nine Swiss and an American")
article.figure("swiss_writers")
article.prose(
    """
Here are hands of which more is left: ten of them, some sixty of each digit,
[scanned](https://github.com/kensanata/numbers). Eight of the Swiss give their ones a flag. The ninth and the
American write a stroke, and no network misreads a single one of theirs. What the flag costs depends on whose
it is. One writer’s stands steep, another adds a foot: the convolutional networks trained here read about nine
in ten of these two’s, or more. Of three others’ taken together they lose half or more, or nearly, to 7 and to
4, and of all eight’s the perceptron loses more than two in three. A bar through the seven, which you might
have feared more, costs the convolutional networks next to nothing: choose the 7 above.
"""
)
article.figure("swiss_hands")
article.prose(
    """
The flag is not their only habit that costs. Choose the 9 above. One writer runs its tail down to the right
and turns it sharply back, straight along the line, and the networks say 1, 3, 5 or 8 to many of these. The
Swiss who writes plain ones presses the bowl flat against the top, and to every network here, whoever trained
it, a fifth of his or more are a 7. A third leaves the bowl open above such a hook, which is a 5 to many. The
American’s, with a round bowl and a straight tail, are read to the last one, or nearly.
"""
)
article.prose(
    """
## Other habits

The flag is one habit of many. Here are others, each drawn onto every test digit that has room for it: bars,
slashes, feet, tails. Choose one and go up the ladder, whose rungs are called *severity*: 0 is nothing, 5 the
most. Only the digits that it changes are counted: who opens a 4 that is open already has proved nothing.
"""
)
article.figure("habit_digits")
article.figure("habits")
article.prose(
    """
A flat top on a 3, a closed 4 or an opened one, a tail drawn on: these cost a convolutional network five
points in a hundred at most, at the end of the ladder. MNIST knew them already, or nearly. The bar through a 2
divides them: two of the tutorial’s networks hardly notice, and three LeNets of one recipe lose from a tenth
of the barred twos to more than a third. Counted over all twos, most of which have a loop and no room for a
bar, it would have passed for a third of that. The slash through the zero costs every network a sixth or more
at its longest, and the flag, as flat as one Swiss flag in ten, costs them from a half to nearly all.

The long straight top of a 6 begins where MNIST ends. On the first rung it is as flat as the flattest
twentieth of MNIST’s own, and none of the networks minds. On the second it is as flat as the flattest
hundredth, and some lose one in ten. On the last it is nearly level, and they lose from three in ten to two in
three, whoever trained them: most by far to 5, which begins with such a bar, too, and goes on with such a
bowl. The ten hands above hardly ever write it so, and not one network has trouble with their sixes. Yours
may.

Strangeness alone does not undo a network. A stroke does that gives one digit the shape of another.
"""
)
article.close(
    "The networks learnt the ones that they were shown. A flag that a quarter of the Swiss ones outdo costs "
    "each of them thirty ones in a hundred or more."
)
