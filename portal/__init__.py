"""The Lasting Homes Portal: a county's multi-agency panels for young people leaving care.

One package per capability; each imports only from those below it:

    cli, demo, testing    commands, practice mode, what plugin authors' tests import
    app                   the composition root
    home, coverage        what to do today; who has been heard and who has not
    records               the panel day and the record of it
    panels                seats, meetings, slots, agendas
    cases                 young people, the return, care-leaver status
    terms                 a district's rules, to read
    people                who there is, who may, the gate
    audit                 one event for every write
    tenancy               authority, areas, districts, the door
    web                   templates, forms, access declarations
    variations            what may differ locally
    database              the choke point
    settings, kernel      typed settings; pure rules of time and words
"""
