"""The first line of the packaged set-up of a headquarters, and of the server that it starts."""

import sys

from app.headquarters_setup.__main__ import main

sys.exit(main())
