"""Forms as XForms, drawn at random: questions that are calculated and may be typed over, locked ones,
counted repeats inside repeats, defaults, relevance, once(), actions, filtered choices."""

import random

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">'
    "<h:head><h:title>t</h:title><model>"
)
LISTS = (
    '<instance id="k"><root>'
    + "".join(f"<item><name>{name}</name><n>{n}</n></item>" for name, n in (("a", 1), ("b", 2), ("c", 5)))
    + "</root></instance>"
)
CALCULATIONS = (
    "{a} * 2", "concat({a}, '-', {b})", "if({a} > 2, {b}, 'z')", "coalesce({a}, {b})", "once(concat({a}, 'x'))",
    "if(. = '', {a}, .)", "string-length({a}) + string-length({b})", "'fixed'", "{a}",
)  # fmt: skip
TRUTHS = ("{a} = 'yes'", "{a} != ''", "{a} > 4", "not({a} = '') and {b} != 'no'", "string-length({a}) < 3")


def xform(instance: str, binds: str, body: str) -> str:
    """An XForm of what its instance, its binds and its body hold."""
    return (
        f'{HEAD}<instance><data id="t">{instance}</data></instance>{LISTS}{binds}</model></h:head>'
        f"<h:body>{body}</h:body></h:html>"
    )


class _Drawn:
    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.binds: list[str] = []
        self.names = 0
        self.numbers = {"/data/first"}  # small ones: what a repeat may be counted by
        self.inside: list[str] = []  # places in repeats, for sums outside of them

    def block(self, path: str, visible: list[str], depth: int) -> tuple[str, str]:
        """Instance and body of a few places; `visible`: paths that may be read there."""
        instance, body = "", ""
        for _ in range(self.draw.randint(2, 6)):
            self.names += 1
            name = f"q{self.names}"
            repeats = depth < 2 and self.draw.random() < 0.25
            draw_place = self.repeat if repeats else self.question
            fields, body_part = draw_place(f"{path}/{name}", name, visible, depth)
            instance, body = instance + fields, body + body_part
        return instance, body

    def read(self, shapes: tuple[str, ...], visible: list[str]) -> str:
        shape = self.draw.choice(shapes)
        text = shape.format(a=self.draw.choice(visible), b=self.draw.choice(visible))
        return text.replace("<", "&lt;").replace(">", "&gt;")

    def repeat(self, path: str, name: str, visible: list[str], depth: int) -> tuple[str, str]:
        numbers = [path_drawn for path_drawn in visible if path_drawn in self.numbers]
        count = f' jr:count="{self.draw.choice(numbers)}"' if self.draw.random() < 0.4 else ""
        fields, body_part = self.block(path, list(visible), depth + 1)
        insert = ""
        if self.draw.random() < 0.3:
            target = next((path_drawn for path_drawn in self.inside if path_drawn.startswith(path + "/")), "")
            if target and target.count("/") == path.count("/") + 1:
                insert = f'<setvalue event="odk-new-repeat" ref="{target}" value="7"/>'
        body = f'<group ref="{path}"><repeat nodeset="{path}"{count}>{insert}{body_part}</repeat></group>'
        return f'<{name} jr:template="">{fields}</{name}>', body

    def question(self, path: str, name: str, visible: list[str], depth: int) -> tuple[str, str]:
        draw, attrs = self.draw, ""
        kind = draw.choice(["int", "string", "string", "select"])
        default = draw.choice(["", "", "", "1", "3"]) if kind == "int" else draw.choice(["", "", "b"])
        calculated = draw.random() < 0.4
        if calculated:
            attrs += f' calculate="{self.calculation(visible, depth)}"'
        elif kind == "int":
            self.numbers.add(path)
        for attribute, chance in (("relevant", 0.3), ("readonly", 0.15), ("required", 0.2)):
            if draw.random() < chance:
                attrs += f' {attribute}="{self.read(TRUTHS, visible)}"'
        if draw.random() < 0.2:
            attrs += ' constraint=". != 5"'
        self.binds.append(f'<bind nodeset="{path}" type="{"string" if kind == "select" else kind}"{attrs}/>')
        action = ""
        if draw.random() < 0.15:
            action = (
                f'<setvalue event="xforms-value-changed" ref="{draw.choice(visible)}" value="{draw.choice("189")}"/>'
            )
        label = f'<label>{name} <output value="{draw.choice(visible)}"/></label>'
        body = f'<input ref="{path}">{label}{action}</input>'
        if kind == "select" and not calculated:
            filtered = f"[n &gt; {draw.choice(visible)}]" if draw.random() < 0.4 else ""
            body = (
                f'<select1 ref="{path}">{label}<itemset nodeset="instance(\'k\')/root/item{filtered}">'
                f'<value ref="name"/><label ref="name"/></itemset>{action}</select1>'
            )
        elif calculated and draw.random() < 0.3:
            body = ""
        if depth:
            self.inside.append(path)
        visible.append(path)
        return f"<{name}>{default}</{name}>", body

    def calculation(self, visible: list[str], depth: int) -> str:
        if not depth and self.inside and self.draw.random() < 0.5:
            return self.draw.choice(["sum({})", "count({})", "join(' ', {})"]).format(self.draw.choice(self.inside))
        return self.read(CALCULATIONS, visible)


def drawn_form(seed: int) -> str:
    """The XForm of a seed: the same each time."""
    drawn = _Drawn(random.Random(seed))
    first = '<bind nodeset="/data/first" type="int"/>'
    instance, body = drawn.block("/data", ["/data/first"], 0)
    loading = ""
    if drawn.draw.random() < 0.4:
        loading = '<setvalue event="odk-instance-first-load" ref="/data/first" value="2 + 1"/>'
    start = '<input ref="/data/first"><label>first</label></input>'
    return xform(f"<first/>{instance}", first + "".join(drawn.binds) + loading, start + body)
