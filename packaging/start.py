"""The packaged program's first line."""

import sys

from app.__main__ import main

sys.exit(main())
