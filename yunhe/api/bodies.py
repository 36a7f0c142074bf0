"""What requests and answers look like: models made from the signatures of commands, and the outcome of a command."""

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError

from yunhe.kernel.commands import Command
from yunhe.kernel.outcome import Outcome

EDGE = ("by", "at")  # given by the edge, never by the caller


class Refusal(BaseModel):
    """Why something was refused: a stable code, and a sentence in the language of the request."""

    code: str
    message: str


class Answer(BaseModel):
    """What a command did: the ids done, those refused with the reason of each, and the ids of what was made."""

    done: list[Any]
    refused: dict[str, Refusal]
    made: dict[str, Any]


def answer_of(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON; ids as keys are texts."""
    return Answer(
        done=[_id(id) for id in outcome.done],
        refused={_id(id, key=True): Refusal(code=r.code, message=str(r)) for id, r in outcome.refused.items()},
        made={_id(id, key=True): _id(made) for id, made in outcome.made.items()},
    ).model_dump(mode="json")


def body_of(command: Command) -> type[BaseModel] | None:
    """The request's model of a command: its parameters by name. None where a parameter is no JSON (a file, a table)."""
    verb: Callable[..., Any] = inspect.unwrap(command.run)
    hints = get_type_hints(verb)
    fields: dict[str, Any] = {
        name: (hints[name], ... if parameter.default is inspect.Parameter.empty else parameter.default)
        for name, parameter in inspect.signature(verb).parameters.items()
        if name not in EDGE
    }
    title = "".join(part.title() for part in command.right.replace(".", "_").split("_"))
    try:
        return create_model(title, __config__=ConfigDict(extra="forbid"), **fields)
    except (PydanticSchemaGenerationError, PydanticUserError):
        return None


def positional(command: Command, body: BaseModel) -> tuple[list[Any], dict[str, Any]]:
    """A request's values as the command takes them: those by place (the rows first), and those by name."""
    parameters = inspect.signature(inspect.unwrap(command.run)).parameters.values()
    mine = [one for one in parameters if one.name not in EDGE]
    by_place = [getattr(body, one.name) for one in mine if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    return by_place, {one.name: getattr(body, one.name) for one in mine if one.kind is inspect.Parameter.KEYWORD_ONLY}


def takes_time(command: Command) -> bool:
    """Whether a command asks when it is called."""
    return "at" in inspect.signature(inspect.unwrap(command.run)).parameters


def _id(id: Any, *, key: bool = False) -> Any:
    if isinstance(id, tuple):
        return ":".join(map(str, id)) if key else [_id(part) for part in id]
    return str(id) if key or not isinstance(id, (int, str, bool, dict, type(None))) else id
