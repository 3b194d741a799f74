"""Lists beside the answers: written in the form, or attached as CSV, GeoJSON or XML.

Source: ODK XForms spec, "Secondary Instances". Nothing is fetched: an attached file is handed in."""

import csv
import io
import json
from collections.abc import Mapping

from app.errors import N_, said
from app.form.external_table import ExternalRoot
from app.form.parser import Parser
from app.form.problems import FormRefused, Problem, refusal
from app.form.tree import XNode, element, read_xml

MAX_ROWS = 500_000
ITEMSETS = "jr://itemsets/"  # one list of itemsets.csv, by the column list_name


class Lists:
    """Instances by id, each read when it is first looked at."""

    def __init__(
        self,
        declared: Mapping[str, XNode],
        resources: Mapping[str, bytes],
        warnings: list[Problem],
        parser: Parser | None = None,
    ) -> None:
        self._nodes: dict[str, XNode] = {}
        self._files: set[str] = set()
        self.names: set[str] = set(declared)
        for name, node in declared.items():
            source = node.attribute("src")
            if source is None:
                self._nodes[name] = node
                continue
            rows = external(source, resources, parser)
            if rows is None:
                if not source.startswith("jr://instance/"):
                    file = _file(source)
                    warnings.append(
                        Problem(
                            "warning",
                            said(
                                N_("The attached list “{file}” is missing; its choices stay empty until it is added."),
                                file=file,
                            ),
                        )
                    )
                self._nodes[name] = element("instance", kids=[element("root")])
            else:
                self._files.add(name)
                self._nodes[name] = rows

    def get(self, name: str) -> XNode | None:
        return self._nodes.get(name)

    def items(self, name: str) -> list[XNode]:
        node = self.get(name)
        if node is None:
            return []
        return [item for root in node.kids for item in root.named("item")]

    def count(self, name: str) -> int:
        external_root = self.far(name)
        return external_root.table.count if external_root is not None else len(self.items(name))

    def far(self, name: str) -> ExternalRoot | None:
        """The root of a list that is kept elsewhere and wasn't read whole."""
        node = self.get(name)
        root = node.kids[0] if node is not None and node.kids else None
        return root if isinstance(root, ExternalRoot) and not root.whole else None

    def holding(self, name: str, column: str, value: str) -> list[XNode]:
        """The items whose column holds a value, by an index made once."""
        node = self.get(name)
        roots = node.named("root") if node is not None else []
        return [item for root in roots for item in root.lookup("item", column).get(value, [])]

    def columns(self, name: str) -> set[str] | None:
        """Of an attached list that has rows; else None."""
        if name not in self._files:
            return None
        items = self.items(name)
        return {kid.name for kid in items[0].kids} if items else None


def external(source: str, resources: Mapping[str, bytes], parser: Parser | None = None) -> XNode | None:
    """The content of an instance that lies outside of the form; None where it isn't there."""
    data = resource(_file(source) if source.startswith(ITEMSETS) else source, resources)
    if data is None:
        return None
    rows = read_list(_file(source), data, parser)
    if not source.startswith(ITEMSETS):
        return rows
    list_name = source.removeprefix(ITEMSETS)
    for root in rows.kids:
        root.kids = [item for item in root.kids if item.value_of("list_name") == list_name]
    return rows


def _file(source: str) -> str:
    return "itemsets.csv" if source.startswith(ITEMSETS) else source.rpartition("/")[2]


def resource(source: str, resources: Mapping[str, bytes]) -> bytes | None:
    """The file that a jr:// address names, by the address or by its last part."""
    file = source.rpartition("/")[2]
    for key in (source, file):
        if key in resources:
            return resources[key]
    return next((data for key, data in resources.items() if key.rpartition("/")[2] == file), None)


def read_list(source: str, data: bytes, parser: Parser | None = None) -> XNode:
    """A CSV, GeoJSON or XML file as the content of an instance. Raises FormRefused."""
    name = source.rpartition("/")[2]
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    lower = name.lower()
    if lower.endswith((".geojson", ".json")) or (head == b"{" and not lower.endswith(".csv")):
        return _geojson(data, name)
    if head == b"<":
        document = read_xml(data, parser=parser)
        root = next(kid for kid in document.kids if kid.kind == "element")
        holder = element("instance")
        holder.put(root)
        return holder
    return _csv(data, name)


def _csv(data: bytes, name: str) -> XNode:
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}  # as Excel writes "Unicode text"
    text = data.decode("utf-16" if wide else "utf-8-sig", "replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    root = element("root")
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        header = [column.strip() for column in next(rows, [])]
        for at, row in enumerate(rows):
            if at >= MAX_ROWS:
                raise refusal(
                    said(N_("The list “{name}” has more than {rows} rows; shorten it."), name=name, rows=MAX_ROWS)
                )
            if not any(row):
                continue
            item = element(
                "item",
                kids=[
                    element(column, value)
                    for column, value in zip(header, row + [""] * len(header), strict=False)
                    if column
                ],
            )
            root.put(item)
    except csv.Error:
        raise refusal(
            said(N_("The list “{name}” is not a readable CSV; save it as CSV in UTF-8."), name=name)
        ) from None
    return element("instance", kids=[root])


def _geojson(data: bytes, name: str) -> XNode:
    """Features as items: geometry as ODK writes places, id, and properties as columns."""
    wrong: FormRefused = refusal(said(N_("The list “{name}” is not a readable GeoJSON; export it again."), name=name))
    try:
        collection = json.loads(data.decode("utf-8-sig"))
        features = collection["features"]
        items = []
        for feature in features:
            properties = dict(feature.get("properties") or {})
            place = feature.get("geometry")
            fields = [element("geometry", _geometry(place) if place else "")]
            if "id" in feature:
                properties.setdefault("id", feature["id"])
            fields += [element(str(key), _column_text(value)) for key, value in properties.items()]
            items.append(element("item", kids=fields))
    except (ArithmeticError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise wrong from None
    return element("instance", kids=[element("root", kids=items)])


def _geometry(geometry: dict[str, object]) -> str:
    coordinates = geometry["coordinates"]
    if not isinstance(coordinates, list):
        raise TypeError
    match geometry["type"]:
        case "Point":
            points = [coordinates]
        case "LineString":
            points = coordinates
        case "Polygon":
            points = coordinates[0]
        case _:
            return ""
    if not all(isinstance(coordinate, int | float) for point in points for coordinate in point[:2]):
        raise TypeError
    return "; ".join(f"{point[1]} {point[0]} 0 0" for point in points)


def _column_text(value: object) -> str:
    """A member of a feature as a column: true, false, numbers and texts as JSON writes them."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
