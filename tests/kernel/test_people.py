"""People and their rights: nobody gives or takes what is not theirs, and somebody is left who may administer."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings

from tests.world import AT, BY
from yunhe.kernel.actor import Actor
from yunhe.kernel.models import ApiToken, Event, Grant, Role, User
from yunhe.kernel.outcome import RefusalError
from yunhe.kernel.people import (
    NewGrant,
    NewToken,
    NewUser,
    RoleRights,
    UserChange,
    add_users,
    change_users,
    define_roles,
    grant_roles,
    issue_tokens,
    revoke_tokens,
)
from yunhe.kernel.roles import STANDARD_ROLES, actor_of, make_standard_roles, user_of_token

PASSWORD = "grand canal 1293"
ALL = {role: RoleRights(role, ("oms.see",)) for role in ("owner", "clerk")}


@pytest.fixture
def people(db_tx: None) -> dict[str, User]:
    """An owner; an office manager who may administer and sell, but keeps no books; and a clerk of shop 1."""
    make_standard_roles()
    Role.objects.create(code="manager", name="Office manager", rights=["kernel.*", *STANDARD_ROLES["clerk"][1]])
    made = {name: User.objects.create(username=name, password="!") for name in ("olga", "mara", "carl")}
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        for name, role in (("olga", "owner"), ("mara", "manager")):
            grant_roles({made[name].pk: [NewGrant(role)]}, by=BY, at=AT)
        grant_roles({made["carl"].pk: [NewGrant("clerk", shops=(1,))]}, by=BY, at=AT)
    return made


def told(kind: str) -> dict[str, object]:
    payload: dict[str, object] = Event.objects.filter(kind=kind).latest("id").payload
    return payload


def test_a_user_is_added_granted_and_remembered(people: dict[str, User]) -> None:
    rows = [
        NewUser("dora", PASSWORD, "Dora"),
        NewUser("carl", PASSWORD),
        NewUser("e f", PASSWORD),
        NewUser("gus", "12345678"),
    ]
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        outcome = add_users(rows, by=actor_of(people["mara"]), at=AT)
    assert outcome.done == ["dora"]
    assert {name: reason.code for name, reason in outcome.refused.items()} == {
        "carl": "exists",
        "e f": "wrong_name",
        "gus": "weak_password",
    }
    dora = outcome.made["dora"]
    grants = [NewGrant("manager"), NewGrant("service", shops=(2,))]
    assert grant_roles({dora: grants}, by=actor_of(people["olga"]), at=AT).done == [dora]
    assert told("RolesGranted") == {"before": [], "after": ["manager", "service shops=2"]}
    assert actor_of(User.objects.get(pk=dora)).within("crm.send_surveys").shops == {2}


def test_nobody_gives_what_is_not_theirs(people: dict[str, User]) -> None:
    """Fails when a command asks `may` of an actor on whose behalf it works: that one may everything."""
    mara, carl = actor_of(people["mara"]), people["carl"].pk
    for wanted, code in [
        ([NewGrant("owner")], "not_yours"),
        ([NewGrant("finance")], "not_yours"),
        ([NewGrant("clerk", shops=(1,)), NewGrant("nobody")], "unknown_role"),
        ([NewGrant("manager"), NewGrant("manager", shops=(1,))], "role_twice"),
    ]:
        assert grant_roles({carl: wanted}, by=mara, at=AT).refused[carl].code == code
    more = define_roles([RoleRights("clerk", ("finance.see",)), RoleRights("all", ("*",), "All")], by=mara, at=AT)
    assert {code: reason.code for code, reason in more.refused.items()} == {"clerk": "not_yours", "all": "not_yours"}
    assert actor_of(people["carl"]).rights == actor_of(people["carl"]).held[0].rights
    assert not Role.objects.filter(code="all").exists()


def test_nobody_takes_over_who_holds_more(people: dict[str, User]) -> None:
    """Fails when the password of a user who may do more can be set, or a token made that acts as this user."""
    mara, olga = actor_of(people["mara"]), people["olga"].pk
    change = {olga: UserChange(password=PASSWORD), 0: UserChange(active=False)}
    assert {id: r.code for id, r in change_users(change, by=mara, at=AT).refused.items()} == {
        olga: "not_yours",
        0: "not_found",
    }
    assert issue_tokens([NewToken(olga, "mine")], by=mara, at=AT).refused[0].code == "not_yours"
    assert grant_roles({olga: []}, by=mara, at=AT).refused[olga].code == "not_yours"
    assert User.objects.get(pk=olga).password == "!"


def test_a_right_with_limits_is_given_within_them_only(people: dict[str, User]) -> None:
    both = Actor("both", frozenset({"kernel.*"}), held=())
    assert [both.covers(right, [1]) for right in ("kernel.attach", "oms.see")] == [True, False]
    limited = actor_of(people["carl"])
    assert [limited.covers("oms.see", shops) for shops in ([1], [1, 2], None)] == [True, False, False]
    assert limited.on_behalf().covers("finance.see") is False
    assert BY.covers("finance.see")


def test_somebody_is_left_who_may_administer(people: dict[str, User]) -> None:
    olga, mara = people["olga"], people["mara"]
    assert change_users({mara.pk: UserChange(active=False)}, by=actor_of(olga), at=AT).done == [mara.pk]
    assert told("UserChanged") == {"changed": ["active"]}
    for call in (
        lambda: change_users({olga.pk: UserChange(active=False)}, by=actor_of(olga), at=AT),
        lambda: grant_roles({olga.pk: [NewGrant("clerk")]}, by=actor_of(olga), at=AT),
        lambda: grant_roles({olga.pk: [NewGrant("owner", shops=(1,))]}, by=actor_of(olga), at=AT),
        lambda: define_roles([ALL["owner"]], by=actor_of(olga), at=AT),
    ):
        with pytest.raises(RefusalError, match="nobody_left"), transaction.atomic():
            call()


def test_a_matrix_that_somebody_else_changed_meanwhile_is_refused(people: dict[str, User]) -> None:
    olga = actor_of(people["olga"])
    before = tuple(Role.objects.get(code="clerk").rights)
    fewer = RoleRights("clerk", tuple(right for right in before if right != "oms.*"), before=before)
    assert define_roles([fewer], by=olga, at=AT).done == ["clerk"]
    assert told("RoleDefined") == {"added": [], "removed": ["oms.*"]}
    assert define_roles([fewer], by=olga, at=AT).refused["clerk"].code == "changed_meanwhile"
    assert Grant.objects.get(role__code="clerk").user == people["carl"]


def test_a_token_works_until_it_is_revoked(people: dict[str, User]) -> None:
    mara, carl = actor_of(people["mara"]), people["carl"]
    rows = [NewToken(carl.pk, "till", AT + timedelta(days=1)), NewToken(carl.pk, " "), NewToken(carl.pk, "old", AT)]
    outcome = issue_tokens(rows, by=mara, at=AT)
    assert (outcome.done, {n: r.code for n, r in outcome.refused.items()}) == ([0], {1: "no_name", 2: "over"})
    assert user_of_token(outcome.made[0], at=AT) == carl
    id = ApiToken.objects.get().pk
    assert told("TokenIssued") == {"token": id}
    assert revoke_tokens([id, 0], by=mara, at=AT).done == [id]
    assert user_of_token(outcome.made[0], at=AT) is None
    assert revoke_tokens([id], by=mara, at=AT).done == [id]
    assert Event.objects.filter(kind="TokenRevoked").count() == 1
