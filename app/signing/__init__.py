"""The signature of the office inside a PDF (PAdES), and how one is checked.

pyHanko knows PDF, CMS and time stamps; it is loaded in a child alone, which reaches nothing and is
never handed a key. The key stays here: the child asks for each signature and each time stamp, and
what it makes is looked over before anybody gets it. Source: ETSI EN 319 142-1; ISO 32000-2, 12.8."""
