"""Who works with a young person as their nomination says it (R24, R25, R56, R71)."""

from __future__ import annotations

from datetime import datetime

from portal.cases.models import YoungPerson
from portal.cases.rules.allocation import Post, Saying, Team, changes, team_in
from portal.kernel.errors import RuleError
from portal.panels import queries
from portal.panels.operations.allocating import check_oneself, may_allocate, team_from
from portal.panels.operations.local import day_of
from portal.panels.queries import Offered
from portal.people.policy import Actor

_MISSING = {
    Post.SOCIAL_WORKER: "Choose the young person’s social worker.",
    Post.MANAGER: "Choose a manager from the list.",
    Post.PERSONAL_ADVISER: "Choose a personal adviser from the list.",
}
_ASK = "Their team manager or case support can change that."
_TAKEN = {
    Post.SOCIAL_WORKER: f"They have another social worker. {_ASK}",
    Post.MANAGER: f"They have another manager. {_ASK}",
    Post.PERSONAL_ADVISER: f"They have another personal adviser. {_ASK}",
}


def team_for(actor: Actor, now: datetime, young_person: YoungPerson, said: Saying) -> Team:
    """Return who works with a young person once they are nominated so.

    Whoever nominates fills posts that are empty. Passing one from somebody to somebody else is for
    those who say who works with whom. RuleError (the post's field).
    """
    assert young_person.district_id is not None  # they are nominated in their own district
    before = team_in(young_person)
    offered = queries.offered(young_person.district_id, day_of(now))
    said = _next_in_the_chain(actor, before, said, offered)
    check_oneself(actor, young_person.district_id, before, said)
    team = team_from(before, said, now)
    may_pass_on = may_allocate(actor, young_person)
    for change in changes(before, team):
        if change.post not in said or change.after is None:
            continue
        if change.after not in {each.id for each in offered.for_post(change.post)}:
            raise RuleError(_MISSING[change.post], change.post.value)
        if change.before is not None and not may_pass_on:
            raise RuleError(_TAKEN[change.post], change.post.value)
    if team.answers is None:
        raise RuleError(_MISSING[Post.SOCIAL_WORKER], Post.SOCIAL_WORKER.value)
    return team


def _next_in_the_chain(actor: Actor, before: Team, said: Saying, offered: Offered) -> Saying:
    """Take a team manager who is named for the social worker as what they are: the next (R71).

    Where nobody is named and nobody works with them yet, a social worker who nominates is theirs.
    """
    workers = {each.id for each in offered.social_workers}
    named = said.get(Post.SOCIAL_WORKER)
    if named is None:
        theirs = before.answers is None and actor.person_id in workers
        return {**said, Post.SOCIAL_WORKER: actor.person_id} if theirs else said
    answers = {each.id for each in offered.team_managers} | {before.manager}
    if before.social_worker is None and named not in workers and named in answers:
        others = {post: word for post, word in said.items() if post != Post.SOCIAL_WORKER}
        return {Post.MANAGER: named} | others
    return said
