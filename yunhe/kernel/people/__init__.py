"""Who works here and may do what: users, their roles with limits, the rights of roles, tokens of programs.

Nobody gives or takes what is not theirs: who changes a role or a user holds every right that is at stake, as widely.
Somebody who may administer everywhere is always left.
"""

from yunhe.kernel.people.grants import NewGrant, grant_roles
from yunhe.kernel.people.roles import RoleRights, define_roles
from yunhe.kernel.people.tokens import NewToken, issue_tokens, revoke_tokens
from yunhe.kernel.people.users import NewUser, UserChange, add_users, change_self, change_users

__all__ = [
    "NewGrant",
    "NewToken",
    "NewUser",
    "RoleRights",
    "UserChange",
    "add_users",
    "change_self",
    "change_users",
    "define_roles",
    "grant_roles",
    "issue_tokens",
    "revoke_tokens",
]
