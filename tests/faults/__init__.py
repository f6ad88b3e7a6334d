"""What becomes of a sync when the network, the server or the machine fails: a proxy in front of a real Radicale
breaks requests as it is told, and afterwards both sides must agree and nothing of the person's be lost.

`proxy` breaks, `faults` says how, `elsewhere` is where it may lead. `desk` is calsync on one machine, `person`
the phone and what must remain of what was done there, `together` that both sides agree. `story` is one seeded
run, `worker` a process that is killed.
"""
