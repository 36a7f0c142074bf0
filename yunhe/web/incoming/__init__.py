"""What comes in typed or as a file: one declaration per noun, and one page for all of them."""

from yunhe.web.incoming.declare import Choices, Incoming
from yunhe.web.incoming.nouns import INCOMING

__all__ = ["INCOMING", "Choices", "Incoming"]
