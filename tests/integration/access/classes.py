"""The classes of canary: one for each kind of thing the portal keeps about somebody."""

CLASSES = {
    "N": ("Name", "their name"),
    "R": ("Ref", "their reference"),
    "B": ("Born", "the day they were born"),
    "C": ("Code", "their code in the return"),
    "M": ("Matter", "what the panel is asked to look at"),
    "O": ("Words", "their own words"),
    "D": ("Discussion", "what was discussed"),
    "W": ("Why", "the reason of the decision"),
    "H": ("Who", "from whom the panel needs something"),
    "Z": ("Barrier", "what stands in the way"),
    "A": ("Action", "what somebody must do"),
    "L": ("Later", "what was added to the record"),
    "K": ("Receipt", "the case system's receipt"),
    "X": ("Off", "why they were taken off the agenda"),
    "Y": ("Wrote", "what an agency wrote before the panel"),
    "V": ("Invited", "what they said of the invitation"),
    "Q": ("Asked", "why they ask that somebody is not there"),
    "S": ("Said", "what they said for the panel"),
    "T": ("Told", "what they said for their social worker alone"),
    "P": ("Place", "where the panel meets"),
    "E": ("Paper", "what a paper says"),
    "F": ("Finding", "what the import of the return found"),
}
"""The classes of canary: a letter for the table, the word in the canary, and what it stands for."""
