"""Every page in each language, theme and size: what is wrong with it, what it weighs, how fast it is, and how it looks."""
