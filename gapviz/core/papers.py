"""Papers that methods, rules and figures rest on, and where each can be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """Who wrote what, when, and its `address`."""

    authors: str
    year: int
    title: str
    address: str


def _arxiv(number: str, authors: str, year: int, title: str) -> Paper:
    return Paper(authors, year, title, f"https://arxiv.org/abs/{number}")


def _doi(number: str, authors: str, year: int, title: str) -> Paper:
    return Paper(authors, year, title, f"https://doi.org/{number}")


LENET = _doi(
    "10.1109/5.726791", "LeCun et al.", 1998, "Gradient-based learning applied to document recognition"
)
ALEXNET = _doi(
    "10.1145/3065386",
    "Krizhevsky et al.",
    2012,
    "ImageNet classification with deep convolutional neural networks",
)
LABEL_ERRORS = _arxiv(
    "2103.14749",
    "Northcutt et al.",
    2021,
    "Pervasive label errors in test sets destabilize machine learning benchmarks",
)
MNIST_C = _arxiv("1906.02337", "Mu and Gilmer", 2019, "MNIST-C: a robustness benchmark for computer vision")
CORRUPTIONS = _arxiv(
    "1903.12261",
    "Hendrycks and Dietterich",
    2019,
    "Benchmarking neural network robustness to common corruptions and perturbations",
)
COVARIATE_SHIFT = _arxiv(
    "2006.16971",
    "Schneider et al.",
    2020,
    "Improving robustness against common corruptions by covariate shift adaptation",
)
PREDICTION_TIME = _arxiv(
    "2006.10963",
    "Nado et al.",
    2020,
    "Evaluating prediction-time batch normalization for robustness under covariate shift",
)
INTEGRATED_GRADIENTS = _arxiv(
    "1703.01365", "Sundararajan et al.", 2017, "Axiomatic attribution for deep networks"
)
SALIENCY = _arxiv(
    "1312.6034",
    "Simonyan et al.",
    2014,
    "Deep inside convolutional networks: visualising image classification models and saliency maps",
)
OCCLUSION = _arxiv(
    "1311.2901", "Zeiler and Fergus", 2014, "Visualizing and understanding convolutional networks"
)
GRAD_CAM = _arxiv(
    "1610.02391",
    "Selvaraju et al.",
    2017,
    "Grad-CAM: visual explanations from deep networks via gradient-based localization",
)
MAXIMUM_SOFTMAX = _arxiv(
    "1610.02136",
    "Hendrycks and Gimpel",
    2017,
    "A baseline for detecting misclassified and out-of-distribution examples in neural networks",
)
ENERGY = _arxiv("2010.03759", "Liu et al.", 2020, "Energy-based out-of-distribution detection")
MAXIMUM_LOGIT = _arxiv(
    "1911.11132", "Hendrycks et al.", 2022, "Scaling out-of-distribution detection for real-world settings"
)
MAHALANOBIS = _arxiv(
    "1807.03888",
    "Lee et al.",
    2018,
    "A simple unified framework for detecting out-of-distribution samples and adversarial attacks",
)
NEAREST_NEIGHBOURS = _arxiv(
    "2204.06507", "Sun et al.", 2022, "Out-of-distribution detection with deep nearest neighbors"
)
