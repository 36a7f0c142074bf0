"""Administration: people and their rights, rules, numbers, places, what is parked, and whether all is well."""
