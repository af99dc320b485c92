"""A plugin that answers in the place of the one who asks it, as it is imported."""

import os
import sys
import time

for number in (1, 2):
    os.write(int(sys.argv[-1]), b'{"id": %d, "answer": "what is none"}\n' % number)
time.sleep(60)
