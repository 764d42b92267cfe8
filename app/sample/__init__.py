"""The sample world: four outsourced centres of one client, simulated, and served as their vendors would.

Standard library only. The same world comes out every time: own generator, own seed, whole numbers.
"""
