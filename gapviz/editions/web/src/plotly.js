/** plotly.js with the traces that the article draws, of the version inside plotly.py: a third of it. */

import core from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import heatmap from "plotly.js/lib/heatmap";

core.register([bar, heatmap]);
export default core;
