"""Real calendar servers for the tests and the benchmarks, each a process of its own on loopback.

`process` starts and stops them, `server` is what a test holds: addresses, and a phone that knows no calsync.
"""
