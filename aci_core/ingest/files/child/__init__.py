"""What runs in a process of its own, because a file may crash or fill it.

`main` is started by its path and imports neither pandas nor the rest of aci_core.
"""
