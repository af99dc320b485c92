"""The tracker itself, simulated: for `devlog demo`, `devlog sandbox`, and the tests.

Change: these files until they answer as your tracker does. What its documentation promises belongs
in here, and above all what it does that no one expects: the tests are as good as this simulator.
"""

from devlog_example.sandbox.sandbox import ExampleSandbox

__all__ = ["ExampleSandbox"]
