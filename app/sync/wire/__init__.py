"""The one contract between a computer and headquarters, to the byte. docs/formats/sync.md

Nothing here opens a connection or reads a clock. What is public of each module is public here.
"""

from app.sync.wire.http import *  # noqa: F403
from app.sync.wire.messages import *  # noqa: F403
from app.sync.wire.shape import *  # noqa: F403
