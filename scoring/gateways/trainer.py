"""fit: hand a learning problem to scikit-learn in a process of its own, and take the coefficients back."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from scoring.domain.encoding import Sparse

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 600
# One thread: other work of this machine goes on.
ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
INVERSE_STRENGTH = 1.0


class Fitted(msgspec.Struct, frozen=True):
    """Coefficients in the order of the columns; `rounds` is how long it took to find them, `library` who found them."""

    intercept: float
    coefficients: list[float]
    rounds: int
    library: str


class TrainingFailed(RuntimeError):
    """The process that trains ended badly; the text is the last it said."""


def fit(vectors: Sequence[Sparse], outcomes: Sequence[bool], width: int) -> Fitted:
    """L2 logistic regression of `outcomes` on `vectors` of `width` columns; raises TrainingFailed. Takes some seconds to minutes."""
    rows = [(list(vector), list(vector.values())) for vector in vectors]
    problem = {"rows": rows, "outcomes": [int(each) for each in outcomes], "width": width, "inverse_strength": INVERSE_STRENGTH}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scoring.gateways.fitting"], input=msgspec.json.encode(problem), capture_output=True, cwd=ROOT,
            env={"PATH": os.environ.get("PATH", ""), **ALONE}, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TrainingFailed(f"Training took longer than {PATIENCE_SECONDS} s: choose fewer features or a shorter period.") from error
    if done.returncode:
        raise TrainingFailed(done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1][:500] or f"exit {done.returncode}")
    return msgspec.json.decode(done.stdout, type=Fitted)
