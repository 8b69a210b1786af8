"""The numbered requirements, each in a few words of our own.

They come from the two source documents of the service: the terms of reference and template agenda
of the Leaving Care - Lasting Homes Panel, and a Corporate Parenting Board item on the Lasting Home
Panel. The table shown in docs/requirements.md holds those up to LAST_SHOWN.
"""

from __future__ import annotations

LAST_SHOWN = 75

_TITLES = """
The panel belongs to the county's joint housing protocol for care leavers
Every young person gets a plan towards a stable adult home that fits their needs
Several agencies take part
Every child in care is reviewed from 16, so that nobody is missed
Partners' options are held against the home the young person would choose
People over 18 who are or may become homeless are helped to plan
Realistic long-term housing options are given
What stands in the way of a permanent home is named
Every action has an owner and a realistic date
Children-in-care team managers oversee pathway planning for those in care
Leaving-care team managers oversee it for those who left, and add to the others' plans
Housing brings options for the very young person being discussed
Supported-accommodation providers say how their schemes could meet the person's needs
Fostering and residential services help plan for independence
The reviewing officers' representative advises, challenges and brings the officer's view
The resources team checks that a placement brings the results it should
The resources team brings costs, so that they can be questioned
The resources team searches as fast as need and risk ask
The resources team brings move-on options
The leaving-care senior manager usually chairs
Who chairs may differ from place to place
Every partner is there or has arranged a deputy
Core seat: leaving-care service senior manager
Core seat, by case: team manager and allocated social worker
Core seat, by case: leaving-care team manager and allocated personal adviser
Core seat: housing authority representatives
Core seat: local supported-accommodation providers
Core seat: fostering manager
Core seat: residential services manager
Core seat: resources team representative
Core seat: child and youth justice service
Further seat: family group conferencing
Further seat: leaving care service
Further seat: foster carers' representative
Further seat: young people's representative
Further seat: outreach services
Further seat: external providers
Further seat: advocacy
Local decisions may add members
Somebody may come for one matter only
Case support administers the panel
The panel meets at least every two months
A panel usually takes half a day
Its length may follow local need
Panels are held when young people can come
The agenda reaches core members and the agreed further ones
The case summary on file is brought up to date first
The record of the last care-planning meeting is on file
The young person agrees, or not, to these papers being shared
The young person agrees, or not, to being discussed
The young person is invited
Views of somebody who will not come are gathered and read out
Case support fetches the summary without the reasons for involvement
Case support fetches the last care-planning record
Fetching the papers has its own deadline
A name submitted to the agenda nominates a young person
Housing brings what is open now
The resources team asks the placement for what matters
The resources team says what is free and suitable
Fostering and residential services ask the placement for what matters
They report the help given towards independence
The whole agenda is out five working days before
The agenda says who will be discussed
Every young person has a time slot
Slots are kept to
The template's heading and date
The template's five columns
The template's twenty rows, twenty minutes apart
The template's gap at midday
Social workers put attendance first
A social worker's manager comes when the social worker cannot
Every member comes or sends somebody
Members come prepared
The five-day agenda rule, stated again
A brief record with its actions is on file within five working days
The Lasting Home Panel takes the Permanence Panel's place
It decides whether a child's home is confirmed as permanent
Expectations and principles are stated, the old way beside the new
A protocol guides social workers and managers
Children, young people and carers are part of the process
The points at which something is decided are clear
What each stakeholder does is clear
The protocol's headings are kept
Feedback goes on shaping the panel
The panel's process is described
A guide for children
A guide for teenagers
The complete package of guides and forms
The teenagers' guide looks ahead to homes after 18
Links to having enough of the right homes
Councillors and panel officers are linked
The young person has a full part in it
Partners have a clear role
Indicator: plans confirmed
Indicator: how the process is going
Feedback on the Board's four priorities
The Board looks at results at set times
Papers go round with the agenda
The Board is kept informed, without names
The Board's report can be read in twenty minutes
"""

TITLES = {f"R{number}": title for number, title in enumerate(_TITLES.strip().splitlines(), start=1)}
"""Every requirement's number and title, in order."""

ALSO_NAMED = frozenset(f"A{number}" for number in range(1, 21))
"""What else a marker may name, without a row in the table: our readings of what the documents leave
open. Security controls have a marker and a table of their own."""
