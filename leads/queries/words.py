"""A condition tree in words, in the language of the reader."""

from django.utils.translation import gettext as _

from leads.domain.trees import Leaf, Node, Not


def sentence(node: Node) -> str:
    """The whole tree as one sentence; groups inside of groups stand in brackets."""
    return _told(node, outer=True)


def _told(node: Node, outer: bool = False) -> str:
    if isinstance(node, Leaf):
        return node.kind.words(node.given)
    if isinstance(node, Not):
        return _("not (%(what)s)") % {"what": _told(node.of, outer=True)}
    if not node.of:
        return _("everybody") if node.how == "all" else _("nobody")
    joined = (_(" and ") if node.how == "all" else _(" or ")).join(_told(each) for each in node.of)
    return joined if outer or len(node.of) == 1 else f"({joined})"
