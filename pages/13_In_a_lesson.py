from gapviz.editions import article

article.chapter(__file__, "Forty-five minutes.")
article.prose("Soon.")
article.close("Done.")
