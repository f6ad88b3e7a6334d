"""How the plan and a calendar come to agree: listen, plan, decide, act. Pure but for `run`."""
