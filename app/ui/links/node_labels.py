"""What a node of the picture is called, what stands under its name, and what it is linked with."""

from app.casework.cases import duplicates, groups, related_people
from app.casework.cases.link_graph import GraphNode, LinkGraph
from app.errors import N_
from app.language import Words, isolate, isolate_ltr

ICONS = {"group": "list", "case": "folder", "cases": "folder", "elsewhere": "hq"}
_PERSON = {"suspect": "flag", "site": "home", "employer": "hq", "agent": "list"}


def icon(node: GraphNode) -> str:
    if node.restricted:
        return "lock"
    return _PERSON.get(node.what, "person") if node.kind == "person" else ICONS[node.kind]


def title(node: GraphNode, w: Words) -> str:
    """A name, a number, or how many."""
    match node.kind:
        case "case":
            return isolate_ltr(node.references[0][0])
        case "cases":
            return w.count("{n} case", "{n} cases", node.number)
        case "elsewhere":
            return w.count("{n} case not on this computer", "{n} cases not on this computer", node.number)
    return isolate(node.name) if node.name else w(N_("No name yet"))


def second(node: GraphNode, w: Words) -> str:
    """What it is."""
    match node.kind:
        case "group":
            return w(groups.KIND_SAYS.get(node.what, node.what))
        case "case":
            parts = [N_("This case")] if node.me else [duplicates.AS[node.what]] if node.what else []
            parts += [N_("Restricted case")] if node.restricted else []
            return " · ".join(w(part) for part in parts)
        case "cases":
            return w(N_("Same links: open to see the numbers"))
        case "person" if node.number > 1:
            text = w.count("in {n} case", "in {n} cases", node.number)
            return f"{w(related_people.ROLE_SAYS[node.what])} · {text}"
        case "person":
            return w(related_people.ROLE_SAYS[node.what])
    return w(duplicates.AS[node.what]) if node.what else ""


def links_of(picture: LinkGraph, node: GraphNode, w: Words) -> list[str]:
    """In words, in the order of the picture: to whom, and as what."""
    lines = []
    nodes = {node.key: node for node in picture.nodes()}
    for link in picture.links:
        if node.key in (link.first, link.second):
            neighbour = nodes[link.second if node.key == link.first else link.first]
            as_ = duplicates.AS.get(link.as_)
            lines.append(f"{title(neighbour, w)} ({w(as_)})" if as_ else title(neighbour, w))
    return lines


def listed(w: Words, parts: list[str]) -> str:
    return ("، " if w.language == "ar" else ", ").join(parts)
