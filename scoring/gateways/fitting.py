"""A process of its own that fits a logistic regression: JSON in, JSON out. The only module that knows scikit-learn.

    python -m scoring.gateways.fitting < problem.json

Nothing imports it: web and worker processes never load the library, and its memory goes with the process (scoring.gateways.trainer).
"""

import json
import sys
from typing import Any

import sklearn
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROUNDS = 2_000


def fit(problem: dict[str, Any]) -> dict[str, Any]:
    """Coefficients of `rows` (pairs of columns and values) on `outcomes`, held small by L2 of strength `inverse_strength` (C)."""
    columns, values, starts = [], [], [0]
    for places, numbers in problem["rows"]:
        columns += places
        values += numbers
        starts.append(len(columns))
    matrix = csr_matrix((values, columns, starts), shape=(len(problem["rows"]), problem["width"]))
    found = LogisticRegression(C=problem["inverse_strength"], tol=1e-6, max_iter=ROUNDS).fit(matrix, problem["outcomes"])
    return {
        "intercept": float(found.intercept_[0]),
        "coefficients": [float(each) for each in found.coef_[0]],
        "rounds": int(found.n_iter_[0]),
        "library": f"scikit-learn {sklearn.__version__}",
    }


if __name__ == "__main__":
    json.dump(fit(json.load(sys.stdin)), sys.stdout)
