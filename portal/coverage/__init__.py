"""Who has been heard and who has not: the coverage page, the young person's page, the yearly sum.

R4 is a duty to review every child in care from 16. The rules stand in `portal.cases.rules`; this
room stands above the panel records, so that it can ask them who was heard and who is listed.
"""
