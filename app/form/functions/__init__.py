"""The functions of expressions: a module for each kind of them, `calls` makes code of a call.

A function of values is declared with the types of its arguments (`FUNCTIONS.plain`), one that looks
at places, at the context or at the form makes its own code (`@FUNCTIONS.built`).
Source: XPath 1.0 section 4; ODK XForms spec, "XPath Functions"."""
