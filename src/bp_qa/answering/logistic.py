"""A linear model with a logistic output, kept in a readable JSON file."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from bp_qa.errors import ModelError


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """``1 / (1 + exp(-(bias + Σ weight · feature)))``.

    Attributes:
        weights: weight of each feature by name; a feature that is absent counts as nought.
    """

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1."""
        logit = max(-30.0, min(30.0, self.logit(features)))
        return 1.0 / (1.0 + math.exp(-logit))


def load_weights(name: str) -> dict[str, object]:
    """The JSON object in ``answering/weights/<name>``, shipped with the package.

    Raises:
        ModelError: the file is missing or damaged: the installation is incomplete.
    """
    try:
        loaded = json.loads((files("bp_qa.answering") / "weights" / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The package's file weights/{name} cannot be read ({error}). Install bp-qa again."
        ) from error
    if not isinstance(loaded, dict):
        raise ModelError(f"The package's file weights/{name} is damaged. Install bp-qa again.")
    return loaded


def logistic_model(data: object) -> LogisticModel:
    """The model that a weights file describes as ``{"bias": …, "weights": {…}}``."""
    if not isinstance(data, dict):
        raise ModelError("A weights file of the package is damaged. Install bp-qa again.")
    weights = data["weights"]
    return LogisticModel(float(data["bias"]), {str(name): float(value) for name, value in weights.items()})
