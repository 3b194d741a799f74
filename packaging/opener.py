"""The first line of the packaged opener, and of the children that it starts."""

import sys

from app.opener.__main__ import main

sys.exit(main())
