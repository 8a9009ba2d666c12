"""Tests. unit/ mirrors aci_core; plain `pytest` runs all that open no page in a browser."""
