from gapviz.editions import article

article.chapter(
    __file__,
    "Forty-five minutes with one class, one screen and one question: what does a good mark in an exam "
    "promise?",
)
article.prose(
    """
You need a screen and this page, and nobody needs to have heard of a neural network. Each step has a figure
in the one state that it needs, in its chapter or as a slide: plain, in large type, alone. Let the class
write its guess down before you open one. Being wrong on paper is what they will remember.

## A number to believe (5 minutes)

**Open** [the networks of this article](figure:shipped_models), or [as a slide](slide:shipped_models).

**Ask** what would have to be so for the number to hold tomorrow as well. Then ask who has once learnt for an
exam, and not for anything after it.

**The class sees** that this is no contest: the plainest network reads {softmax-0} of the test digits, the
one that we follow {tutorial-0}, which is to say that it missed {tutorial-0 wrong} of ten thousand.

## The same digit, a little aside (10 minutes)

**Open** a 9 [in its place](figure:moved_digit?pixels=0), or [as a slide](slide:moved_digit?pixels=0).

**Ask** how far it may move before anybody in the room reads it otherwise, and how far before the network
does. Collect the guesses, and move it: [two pixels](figure:moved_digit?pixels=2), or [as a
slide](slide:moved_digit?pixels=2), then [four](figure:moved_digit), or [as a slide](slide:moved_digit).

**The class sees** {tutorial-0 translate 2} at two pixels across and down, and {tutorial-0 translate 4} at
four. Nobody in the room has begun to squint.

**Ask** why. Somebody will say that it has never seen one there, and that is the answer.

## Dirt is not the trouble (5 minutes)

**Open** [a 1 under noise](figure:one_digit), or [as a slide](slide:one_digit).

**Ask** for a bet: does this hurt it more than four pixels did?

**The class sees** {tutorial-0 gaussian_noise 3} at a standard deviation of {gaussian_noise 3 level}. Only at
[{gaussian_noise 5 level}](figure:one_digit?std=0.6), or [as a slide](slide:one_digit?std=0.6), it is
{tutorial-0 gaussian_noise 5}. What looks bad and what is bad for it are two things.

## How do you write a 1? (10 minutes)

**Ask** everybody to write a 1 and a 7, and to hold them up. Count the flags. In most of Europe you will see
some, and in some rooms you will see little else.

**Open** [a 1 without one](figure:flag_digit?length=0), or [as a slide](slide:flag_digit?length=0), then
[with one](figure:flag_digit), or [as a slide](slide:flag_digit), then [every flag at once](figure:flag_map),
or [as a slide](slide:flag_map).

**The class sees** where on the map their own 1 lies, and what it is read as there.

**Ask** who is to blame: the writer, the network, or whoever collected the digits. There is no need to agree.

## Whose paper is clean? (7 minutes)

**Open** digits on [squared paper, faintly](figure:shifted_digits?severity=3), or [as a
slide](slide:shifted_digits?severity=3), and [squarely](figure:shifted_digits), or [as a
slide](slide:shifted_digits).

**Ask** which digit will suffer most, before you open [digit by digit](figure:class_accuracy), or [as a
slide](slide:class_accuracy).

**The class sees** {tutorial-0 squared_paper 3} on the faint squares and {tutorial-0 squared_paper 5} on the
others, and that an average had hidden the worst of it.

## Your turn (8 minutes)

**Open** [a digit of your own](figure:own_digit?sample=pale_pencil), or [as a
slide](slide:own_digit?sample=pale_pencil), and have two or three drawn on the board of the screen, by
whoever wrote the oddest 1.

**Ask**, to end: where have you met a number that was true, and answered another question than yours? Marks,
fuel consumption and screen time have all been known to come up.

## Before the bell

If the classroom has no network, take a figure’s one file along, by *Share*: it opens by double-click and
goes on working. To go on reading, begin [where the article does](00_The_99_percent.py); what else can be
taken along stands beside [all charts](12_Embed_these_charts.py).
"""
)
article.close("A test score is a mark for the questions that were asked. Ask your class who chose them.")
