r"""Java's patterns in the words of the regex package.

Source: java.util.regex.Pattern. What differs: \d, \w and \s are of ASCII only, so are the POSIX classes
\p{Alpha} and their like; \Q...\E quotes; brackets may hold brackets and what they have in common (&&).
"""

import regex

_CLASSES = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": " \\t\\n\\x0B\\f\\r",
    "h": " \\t\\xA0\\u1680\\u2000-\\u200A\\u202F\\u3000",
}
_POSIX = {
    "Lower": "a-z", "Upper": "A-Z", "ASCII": "\\x00-\\x7F", "Alpha": "A-Za-z", "Digit": "0-9",
    "Alnum": "A-Za-z0-9", "Punct": "!-/:-@\\[-`\\{-~", "Graph": "!-~", "Print": " -~",
    "Blank": " \\t", "Cntrl": "\\x00-\\x1F\\x7F", "XDigit": "0-9A-Fa-f",
    "Space": " \\t\\n\\x0B\\f\\r", "javaWhitespace": " \\t\\n\\x0B\\f\\r",
}  # fmt: skip
_JAVA = {"javaLowerCase": "Ll", "javaUpperCase": "Lu", "javaLetter": "L", "javaDigit": "Nd"}
_ENDS = {"z": "\\Z", "Z": "(?=\\n?\\Z)", "e": "\\x1B"}
_KEPT = set("bBARnrtfauxUX") | set("0123456789")  # what means the same; other letters are themselves
_PROPERTY = regex.compile(r"([pP])(?:\{\^?(\w+)(?:=(\w+))?\}|(\w))")
_NAMED = regex.compile(r"k<(\w+)>")
_CODE = regex.compile(r"x\{([0-9A-Fa-f]{1,6})\}")


def translated(source: str, *, nested: bool = True) -> str:
    """`nested`: may brackets hold brackets, as in Java?"""
    parts: list[str] = []
    at = depth = 0
    while at < len(source):
        letter = source[at]
        if letter == "\\":
            text, at = _escaped(source, at + 1, in_set=depth > 0)
            parts.append(text)
            continue
        at += 1
        if letter == "[" and (depth == 0 or nested):
            depth += 1
        elif letter == "]" and depth:
            depth -= 1
        elif depth and (letter == "[" or (letter in "-|~" and parts[-1] == letter)):
            letter = "\\" + letter  # itself: neither a bracket nor one of that package's operators
        parts.append(letter)
    return "".join(parts)


def _escaped(source: str, at: int, *, in_set: bool) -> tuple[str, int]:
    """What a backslash before `at` begins, and where it ends."""
    letter = source[at]
    if letter == "Q":
        end = source.find("\\E", at)
        quoted = source[at + 1 : end if end >= 0 else None]
        return regex.escape(quoted), end + 2 if end >= 0 else len(source)
    if letter.lower() in _CLASSES:
        return _set(_CLASSES[letter.lower()], negated=letter.isupper(), in_set=in_set), at + 1
    for form, rewrite in ((_PROPERTY, _property), (_NAMED, _reference), (_CODE, _character)):
        match = form.match(source, at)
        if match is not None:
            return rewrite(match, in_set), match.end()
    if letter in _ENDS:
        return _ENDS[letter], at + 1
    if letter.isalnum() and letter.isascii() and letter not in _KEPT:
        return letter, at + 1
    return "\\" + letter, at + 1


def _set(members: str, *, negated: bool, in_set: bool) -> str:
    return f"[^{members}]" if negated else members if in_set else f"[{members}]"


def _property(match: "regex.Match[str]", in_set: bool) -> str:
    name = match[2] or match[4]
    if name in _POSIX:
        return _set(_POSIX[name], negated=match[1] == "P", in_set=in_set)
    value = f"={match[3]}" if match[3] else ""
    return f"\\{match[1]}{{{_JAVA.get(name, name)}{value}}}"


def _reference(match: "regex.Match[str]", in_set: bool) -> str:
    return f"(?P={match[1]})"


def _character(match: "regex.Match[str]", in_set: bool) -> str:
    return f"\\U{int(match[1], 16):08X}"
