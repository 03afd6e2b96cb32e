"""Training in a process of its own: the coefficients come back, a bad end is told, and the library stays out of ours."""

import subprocess
import sys

import pytest

from scoring.gateways import trainer
from scoring.gateways.trainer import ROOT, TrainingFailed, fit


def test_it_finds_what_separates() -> None:
    found = fit([{0: 1.0}, {1: 1.0}] * 40, [True, False] * 40, 3)
    assert (found.coefficients[0] > 1, found.coefficients[1] < -1, found.coefficients[2]) == (True, True, 0.0)
    assert found.coefficients[0] == pytest.approx(-found.coefficients[1])
    assert found.library.startswith("scikit-learn ")


def test_a_bad_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TrainingFailed, match="at least 2 classes"):
        fit([{0: 1.0}] * 3, [True] * 3, 1)
    monkeypatch.setattr(trainer, "PATIENCE_SECONDS", 0.01)
    with pytest.raises(TrainingFailed, match="longer than"):
        fit([{0: 1.0}, {}], [True, False], 1)


def test_neither_web_nor_worker_loads_the_library() -> None:
    """Everything that a process of ours imports when it starts, and no scikit-learn in it."""
    told = (
        "import os, sys, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings.test'); django.setup();"
        "import config.urls, scoring.web.urls, scoring.api.urls, scoring.tasks;"
        "print([name for name in ('sklearn', 'numpy', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
