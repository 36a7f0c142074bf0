"""A keyboard that counts what a person presses: a chord is one, the text of an address none."""

from playwright.sync_api import Page


class Keyboard:
    """All keys of a task go through it; `pressed` is how many there were."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        """Keys or chords, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        """Letter by letter."""
        self.press(*text)

    def address(self, text: str) -> None:
        """What must be typed whatever the page is like."""
        self.page.keyboard.insert_text(text)
