"""Tests. unit/ mirrors aci_core; plain `pytest` runs all that need no browser and no server."""
