"""The back office in three rooms that do not know each other: purchasing, production, finance."""
