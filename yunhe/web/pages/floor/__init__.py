"""The pages of the warehouse floor: scan stations for a phone or a gun, one expected scan at a time."""
