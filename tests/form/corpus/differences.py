"""What our engine answers otherwise than the recording, by the id of the case. Nothing else may differ.

AGREED is by design; SINGLE and EXPRESSIONS were recorded from web-forms alone.
"""

# a calculation in words follows a change of the language at once, not with the next answer
AGREED = {"calculate__004": 1}

# how many observations: attributes of a question and appearances of a repeat as a whole can't be asked;
# values on which web-forms and JavaRosa differ stand in labels and in the XML too
SINGLE = {
    "actions-events.set-value-action__027": 11,
    "appearance-body-class__024": 3,
    "appearance-body-class__025": 3,
    "bind-attributes__003": 3,
    "bind-attributes__004": 2,
    "submission__028": 1,
    "time-bind-type__015": 1,
    "synth__0067-s1": 20,
    "synth__0147-s1": 1,
    "synth__0193-s1": 1,
    "synth__0254-s2": 4,
    "synth__0259-s1": 49,
}

EXPRESSIONS = frozenset({
    "native.axis__0001", "native.axis__0002", "native.axis__0010", "native.axis__0026",
    "native.axis__0033", "native.axis__0037", "native.axis__0040", "native.axis__0043",
    "native.axis__0064", "native.axis__0065", "native.axis__0069", "native.axis__0071",
    "native.axis__0072", "native.path__0006", "native.union-operator__0012",
    "xforms.date-comparison__0016", "xforms.date-comparison__0020", "xforms.date-time__0001",
    "xforms.date-time__0005", "xforms.date__0011", "xforms.date__0023", "xforms.date__0024",
    "xforms.date__0025", "xforms.date__0027", "xforms.date__0038", "xforms.date__0040",
    "xforms.date__0041", "xforms.date__0045", "xforms.date__0067", "xforms.date__0078",
    "xforms.date__0079", "xforms.date__0085", "xforms.date__0086",
    "xforms.decimal-date-time__0012", "xforms.geo__0019", "xforms.geo__0059",
    "xforms.jr-itext__0023", "xforms.number__0032",
    "xforms.number__0040", "xforms.root-node-context__0002", "xforms.root-node-context__0004",
    "xforms.root-node-context__0006", "xforms.root-node-context__0014",
    "xforms.root-node-context__0016", "xforms.root-node-context__0017", "xforms.round__0006",
    "xforms.round__0018", "xforms.weighted-checklist__0009",
})  # fmt: skip
