from gapviz.editions import article

article.chapter(__file__, "Every chart of this article, in any of its states, is yours to put where your readers are.")
article.prose("## All charts")
article.gallery()
article.close("A chart that cannot say which state it shows proves nothing.")
