"""``python -m topoalign_widget`` is ``topoalign-widget``."""

import sys

from topoalign_widget.cli import main

if __name__ == "__main__":
    sys.exit(main())
