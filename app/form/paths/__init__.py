"""Location paths of XPath 1.0 as code: `path` puts together what the other modules know."""
