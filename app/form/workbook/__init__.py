"""A workbook, or a text that stands for one, as an XForm.

`file` takes it in, `archive` guards it, `sheets` reads it, `normalised` writes out what pyxform
doesn't know (`kobo`, `cht`), `pyxform_adapter` runs pyxform, `complaints` say in our words (`remedies`) what it
refuses; `authors` tells what a form of several languages lacks."""
