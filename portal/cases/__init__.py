"""Young people and their care: history, care-leaver status, clocks and coverage.

The cohort comes from the county's own statutory return (SSDA903). What the law says of a young
person is worked out from that history by pure functions in `rules`, with the reasons, and never
typed in.
"""
