"""A QR code as a picture: SVG for print, PNG for everything else."""

import io

import segno


def svg(text: str) -> bytes:
    """Scales without loss; error correction M, a quiet zone of four modules."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=10, border=4, dark="#000", light="#fff", xmldecl=True)
    return out.getvalue()


def png(text: str) -> bytes:
    """About 1,000 pixels wide."""
    code = segno.make(text, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="png", scale=max(1_000 // code.symbol_size(border=4)[0], 1), border=4)
    return out.getvalue()
