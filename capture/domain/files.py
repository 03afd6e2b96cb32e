"""Which files may be given away, and under which name and type. Nothing that a browser would run."""

import re

LARGEST = 50 * 1024 * 1024
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
    "epub": "application/epub+zip",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "mp4": "video/mp4",
}
# What a browser may show by itself: none of it is a document with scripts of this host.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "video/mp4"})
ZIPPED = frozenset({"docx", "xlsx", "pptx", "zip", "epub"})
STARTS = {"pdf": (b"%PDF",), "png": (b"\x89PNG",), "jpg": (b"\xff\xd8\xff",)}


def ending(file_name: str) -> str:
    found = file_name.rpartition(".")[2].lower()
    return "jpg" if found == "jpeg" else found


def kind_of(file_name: str) -> str:
    """The type under which it is served; "" for what is not given away."""
    return KINDS.get(ending(file_name), "") if "." in file_name else ""


def looks_like(file_name: str, start: bytes) -> bool:
    """Whether the first bytes are those of such a file."""
    kind = ending(file_name)
    starts = (b"PK",) if kind in ZIPPED else STARTS.get(kind, (b"",))
    return start.startswith(starts)


def safe_name(file_name: str) -> str:
    """A name for the reader's disk: no path, no quotes, no control characters."""
    plain = re.sub(r'[\x00-\x1f\x7f"\\/:*?<>|]+', " ", file_name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    return plain[-120:] or f"download.{ending(file_name)}"
