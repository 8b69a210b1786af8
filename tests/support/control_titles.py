"""The security controls C1 to C52 and the reliability list R1 to R19, and what is not yet shown."""

from __future__ import annotations

TITLES = {
    "C1": "One module owns engines, sessions and the scope",
    "C2": "Every key, foreign key and unique index starts with the authority",
    "C3": "The adder and the pin gate: no statement leaves its scope",
    "C4": "PostgreSQL: forced row-level security, a role that owns nothing, one scope at a time",
    "C5": "SQLite: one authority a file, which refuses to be swapped or joined to another",
    "C6": "A session belongs to one scope and ends with it",
    "C7": "Visitors and recused people: items as a second dimension of the scope",
    "C8": "There is no scope of all authorities; operators leave their reason",
    "C9": "Who gets what is one reviewed table, asked of every page",
    "C10": "No answer without a decision about access",
    "C11": "Each reader is shown the fields that are theirs, no more and no fewer",
    "C12": "What somebody holds is read anew for every request",
    "C13": "What may not be known looks like what is not there",
    "C14": "A plugin can only narrow a decision",
    "C15": "Agreements are events; checking and sharing are one step",
    "C16": "A pack is built from one case and looked through before it goes",
    "C17": "Agendas are rendered for each reader; names stand in no file name, title or calendar",
    "C18": "A protected address leaves only by a reveal that two people make",
    "C19": "Release outside the authority: confirmed, marked, and over at a date",
    "C20": "The young person's link: opening it changes nothing and shows nothing",
    "C21": "A shared device keeps nothing",
    "C22": "Invitations start a sign-in, for one address, once",
    "C23": "Tokens stay out of logs and of the Referer",
    "C24": "Sign-in by the council's own service or with a second factor",
    "C25": "Sessions are kept by the server, end by themselves and can be ended",
    "C26": "A fresh factor before export, reveal, role change and retention",
    "C27": "Guessing is slowed down, and locks nobody out",
    "C28": "No text typed reaches SQL",
    "C29": "Text typed is text on every page; the policy allows no code inside a page",
    "C30": "No cell of an export becomes a formula",
    "C31": "XML is read by one parser that forbids document types",
    "C32": "Archives are counted as they are unpacked",
    "C33": "Uploads are told by their content and kept apart",
    "C34": "Outgoing requests reach no private network",
    "C35": "A district's templates are logic-poor and closed",
    "C36": "Mail is built by a library and names nobody",
    "C37": "Headers on every answer, typed addresses, no sharing with other sites",
    "C38": "Scrutiny: small counts stay hidden, also between two reports",
    "C39": "A person's own data can be drawn together, with a decision for each item",
    "C40": "Retention as data, with a dry run and a hold",
    "C41": "Logs hold ids, never names or words",
    "C42": "The trail: written in the same transaction, chained, append-only",
    "C43": "Reading is logged, and unusual reading is listed",
    "C44": "The chain's head leaves the machine daily; a command verifies",
    "C45": "A plugin that fails, hangs or lies stops its own district alone",
    "C46": "Plugins are trusted code, listed by name, and import the interface alone",
    "C47": "Everything installed is pinned by hash",
    "C48": "Keys from files, one for each purpose, rotated; backups encrypted",
    "C49": "An unsafe configuration does not start",
    "C50": "Faults put into each wall alone are found",
    "C51": "Random sequences over the whole workflow break no invariant",
    "C52": "Realistic faults, planted one by one, are each found by a named test",
    "R1": "SQLite is set up to lose nothing",
    "R2": "A killed process loses nothing it said was saved",
    "R3": "A power cut loses nothing",
    "R4": "PostgreSQL is set up to lose nothing",
    "R5": "Named crash points leave no half work",
    "R6": "Mail and webhooks: at least once to the queue, at most once out",
    "R7": "Load on a panel day",
    "R8": "Backups are made by the database, never by copying a file",
    "R9": "Restores are tried",
    "R10": "Migrations resume and half-migrate nothing",
    "R11": "A full or read-only disk damages nothing",
    "R12": "A slow or dead service holds nobody up",
    "R13": "Clocks that jump, leap days, bank holidays",
    "R14": "Two people in one record lose nothing",
    "R15": "Plugin faults",
    "R16": "A flood of input",
    "R17": "Runs repeat",
    "R18": "Both databases answer the same",
    "R19": "Alarms are raised, and were once",
}

_RUNNING = "comes with the work on running the service"

NOT_YET = {
    "C34": "there are no webhooks yet; mail, Notify, the council's sign-in and the scanner are "
    "reached where the settings say, and at no address that anybody types; the council's sign-in "
    "names its addresses for tokens and keys itself, in a document read from the issuer that the "
    "settings name, and they are not held to its host, since some services rightly have others",
    "C51": "random histories of roles are held to a model; the whole workflow is not yet",
    "R3": "the settings are shown by R1; the cut itself is not played, for which a disk is needed "
    "that can be made to lose what was not yet written through",
    "R4": "the settings are looked at by portal doctor; kills of the server are not played, since "
    "the tests share one server and let it give durability up for speed",
    "R7": _RUNNING,
    "R8": _RUNNING,
    "R9": _RUNNING,
    "R11": _RUNNING,
    "R12": _RUNNING,
    "R13": "working days and deadlines have their tables, and portal doctor names a clock that "
    "differs from the database's; one that jumps is not played, since no test turns the machine's",
    "R16": _RUNNING,
    "R17": "tests run in parallel and with one seed; no test counts the runs, since it would have "
    "to run all others many times over",
    "R19": _RUNNING,
}
"""Why a control is not shown yet. A line goes when a test shows it."""

IN_PART = {
    "C13": "status, body, headers and statements are the same; what is stopped may ask other "
    "statements, and how long an answer takes is printed for one address and one reader",
    "C16": "names are looked for on the same agenda and numbers in the scope: a first name of "
    "somebody who comes to the agenda later is not looked for anew in what joined before; what "
    "young people write themselves is theirs and is not looked through",
    "C22": "the second of two steps towards an account is another hand's for three days; one that "
    "was brought in longer ago counts as a second person",
    "C27": "whoever keeps many waiting browsers at one place can take the turn of somebody new "
    "there; a device that is known is not touched",
    "C18": "one address is held; none beside it for letters; what young people write themselves is "
    "never looked through",
    "C19": "a pack bears its reader and ends with its window; who is given it follows from seats "
    "and agreements, never from a typed list, and is shown before; no second person confirms it",
    "C4": "a setting's mark names the connection's process and the scope, not the transaction: "
    "an earlier one of the same connection is believed again by whoever can set it, which no "
    "statement can where set_config is withheld; to name the transaction would cost each one more "
    "question",
    "C40": "the rules are carried out when an officer presses or a county schedules the command; "
    "nothing says yet that nobody did for long",
    "C8": "a script goes without a reason until PORTAL_COMMAND_REASONS=required is set, which "
    "portal doctor asks for",
    "C23": "error reports, the Referer and what the server prints are tried; the log of a proxy in "
    "front is its own",
    "C38": "what young people thought of a panel hides small counts, the second cells and what "
    "two reports would tell; the Board's own numbers are not built yet",
    "C39": "a copy is made for a young person; staff, holders of seats and carers have none, and "
    "are answered by hand from the trail and the rows that name them",
    "C28": "a parameter meets each statement in one of eight wrappings, the search box in all",
    "C42": "a change with no entry at all is refused at the commit; of two operations in one "
    "transaction, one that forgets its own passes: an entry tells of a meeting or a person and "
    "covers rows of many tables, some written after it, so that no rule tells forgotten from "
    "covered without refusing work that is told, and a refusal there loses what somebody typed",
    "C45": "a plugin that raises or lies stops its own district; one that hangs is not cut short, "
    "since it works in the request's own thread, which nothing can end from outside",
    "C46": "plugins are listed and import the interface alone; no version or hash is held to, "
    "since they lie in the portal's own tree and come with its release",
    "C47": "every line of the locks has a hash, and nothing is installed without; no test builds "
    "without a network yet",
    "C48": "keys for each purpose and their rotation; backups are not encrypted yet",
    "C49": "unsafe settings and a gap in the wall stop the start; what else the doctor finds is "
    "named and stops nothing, since a service that runs must not stay down over an address",
    "C50": "faults are put into the adder, the gate and PostgreSQL's policies by hand, and none "
    "survives; no tool changes each of their lines",
    "R5": "an import and the sending of messages are stopped at named points; other changes are "
    "one transaction each, and no point inside one is named",
    "R10": "an upgrade that has run changes nothing, and a trail half moved is moved on; one that "
    "is killed half-way is not played, being one transaction",
    "R14": "two items never get one slot; a thousand races over a record are not played, since the "
    "second of two is refused by the row's version, which single tests show",
}
"""What a control with tests still lacks."""
