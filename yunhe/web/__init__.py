"""The pages: each calls one query or one command and shows the answer."""
