"""What a list page adds to a `Listing`: its address, where a row leads, the looks of its states, and batch actions."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Type
from yunhe.kernel.listing import Head, Listing, Page
from yunhe.kernel.outcome import Reason, RefusalError

UNKNOWN = Reason("unknown_action", N_("There is no such action"))


class Sheets(Protocol):
    """A PDF that grows by what is drawn of rows, in the order given."""

    def add(self, ids: Sequence[int]) -> None: ...

    def pdf(self) -> bytes: ...


class Ask(NamedTuple):
    """Something that an action needs besides its rows: the parameter of the command, its label, a text, a day, or one of
    the `choices` with their labels."""

    name: str
    label: str
    type: Type = Type.TEXT
    choices: Mapping[str, str] = MappingProxyType({})

    def read(self, text: str) -> Any:
        """What was typed or chosen. RefusalError `no_day` for a day that is none, `no_choice` for what is not offered."""
        if self.choices and text not in self.choices:
            reason = Reason("no_choice", N_("{label}: choose one of what is offered"), {"label": gettext(self.label)})
            raise RefusalError(reason)
        if self.type != Type.DATE:
            return text.strip()
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            raise RefusalError(Reason("no_day", N_("{label}: choose a day"), {"label": gettext(self.label)})) from None


def always(document: Any) -> bool:
    """Fits every document."""
    return True


class Desk(NamedTuple):
    """Where what an action refused is mended: what the way there is called, the address before the number, its right."""

    label: str
    path: str
    right: str


class Inverse(NamedTuple):
    """The command that takes an action back at once, by its right: on the rows that were done, or with `made` on what the
    action made for each of them."""

    right: str
    made: bool = False


class Final(NamedTuple):
    """Nothing takes an action back: before it is done one is asked, and told what will happen then."""

    then: str


class Back(Enum):
    """What becomes of an action that nothing takes back at once and that needs no question of its own."""

    STEP = "step"  # a later step of the business takes it back, or there is nothing to take back: a print, a message
    ASKED = "asked"  # nothing takes it back; what one has to type for it is the question


class Action(NamedTuple):
    """A command offered for the rows chosen. `back` says how it is taken back; `key` is its letter on the keyboard (`z`
    undoes); `fits` says for which documents it makes sense (the command itself is the judge); `mends` is where the first
    one refused is mended.
    With `sheets` it draws the rows that the command let pass, by a job: on what `ask` says, which the command is not told.
    """

    right: str
    label: str
    icon: str
    run: Callable[..., Any]
    back: Inverse | Final | Back
    ask: Ask | None = None
    key: str = ""
    fits: Callable[[Any], bool] = always
    danger: bool = False
    mends: Desk | None = None
    sheets: Callable[[str], Sheets] | None = None


class Way(NamedTuple):
    """Another list that shows the same figures; `here` is the one that is open."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True)
class ListPage:
    """`opens` = (column, address prefix): that cell leads to the document. `looks` maps columns to kinds of states.
    `links` names columns that hold numbers of other documents, with the lists that these are in.

    `rewords(ids)` gives texts that replace cells, by id and column, in a fixed number of statements. `unfolds(actor,
    id)` gives the template and what it shows under a row that is opened. `first` = (label, address, right) of what to
    do first. A moment is said as its age; `exact` names those shown to the minute: what is due, and what a ledger
    keeps. `begins` is the tab on which it opens: what needs somebody. `note` says above the rows what their figures
    are; `ways(page)` are other lists of the same figures, for the same filter; `behind` = (column, function): of a page
    the address of what each row's figure sums.
    """

    listing: Listing
    icon: str
    opens: tuple[str, str] | None = None
    looks: Mapping[str, str] = field(default_factory=dict)
    actions: Sequence[Action] = ()
    rewords: Callable[[Sequence[int]], Mapping[int, Mapping[str, str]]] | None = None
    unfolds: Callable[[Actor, int], tuple[str, Mapping[str, Any]]] | None = None
    empty: str = N_("Nothing here yet.")
    first: tuple[str, str, str] | None = None
    links: Mapping[str, "ListPage"] = field(default_factory=dict)
    note: str = ""
    ways: Callable[[Page], Sequence[Way]] | None = None
    behind: tuple[str, Callable[[Page], Mapping[int, str]]] | None = None
    exact: Collection[str] = ()
    begins: str = ""

    @property
    def path(self) -> str:
        return f"/{self.listing.name}"

    @property
    def start(self) -> str:
        """Where the menu and the crumbs of its documents lead: the tab of what needs somebody."""
        return f"{self.path}?tab={self.begins}" if self.begins else self.path

    def leads(self, actor: Actor) -> dict[str, str]:
        """By column the address before the number that leads to another document, as far as the actor may go there."""
        return {name: f"{of.path}/" for name, of in self.links.items() if actor.may(of.listing.right)}

    def aged(self, heads: Iterable[Head]) -> set[str]:
        """The columns whose moments are said as ages."""
        return {head.name for head in heads if head.type == Type.MOMENT and head.name not in self.exact}

    def action(self, right: str) -> Action:
        """Its action with this right. RefusalError `unknown_action` when it has none."""
        found = next((one for one in self.actions if one.right == right), None)
        if found is None:
            raise RefusalError(UNKNOWN)
        return found

    def offered(self, actor: Actor, document: Any = None) -> list[Action]:
        """The actions that an actor may take: on rows, or on one document as it stands."""
        may = [action for action in self.actions if actor.may(action.right)]
        return may if document is None else [one for one in may if not one.sheets and one.fits(document)]


def in_states(*states: str) -> Callable[[Any], bool]:
    """Fits documents in one of these states."""
    return lambda document: document.state in states
