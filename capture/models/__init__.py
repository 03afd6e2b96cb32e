"""Nouns of capture."""

from capture.models.asset import Asset, AssetReader
from capture.models.form import Form, FormCount, FormVersion, TrialReader
from capture.models.occasion import Invitation, Occasion, Seat
from capture.models.qr_code import QrCode
from capture.models.submission import Consent, Notice, Submission

__all__ = [
    "Asset", "AssetReader", "Consent", "Form", "FormCount", "FormVersion", "Invitation", "Notice", "Occasion", "QrCode", "Seat",
    "Submission", "TrialReader",
]  # fmt: skip
