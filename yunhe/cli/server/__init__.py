"""The life of Yunhe's processes: the embedded PostgreSQL, the supervisor over it, web and worker. No Django in here."""
