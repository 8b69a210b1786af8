"""What somebody types who means harm: to the database, to a browser, to a spreadsheet."""

from __future__ import annotations

import unicodedata

STATEMENTS = (
    "1 OR 1=1",
    "1) OR (1=1",
    "' OR '1'='1",
    "' OR 1=1 --",
    '" OR "1"="1',
    "') OR ('1'='1",
    "%' OR '1'='1",
    "x' UNION SELECT preferred_name FROM young_person --",
    "x' UNION SELECT set_config('app.authority', 'E99999999', false) --",
    "x'; DROP TABLE young_person; --",
    "x'; UPDATE person SET name = 'x'; --",
    "1; DELETE FROM item",
    "' AND (SELECT COUNT(*) FROM young_person) > 0 --",
    "' AND 1=CAST((SELECT name FROM person LIMIT 1) AS int) --",
    "'||(SELECT reference FROM young_person LIMIT 1)||'",
    "' AND pg_sleep(9) --",
    "' AND randomblob(900000000) --",
    "ORDER BY 1,2,3",
    "name DESC; --",
    "(SELECT 1)",
    "burnley' OR district_id = 'preston",
    "burnley') OR authority_id <> '",
    "CASE WHEN 1=1 THEN 1 ELSE 0 END",
    "1 /* */ OR /* */ 1=1",
    "$$; SELECT 1; $$",
)
_WAYS = ("{}", "{} ", "{}/*", "{}#", "({})", "\\{}", "%{}%", "{}\u2019")
SQL = tuple(way.format(statement) for statement in STATEMENTS for way in _WAYS)
"""200 pieces of SQL: 25 statements, each in eight wrappings."""
WILDCARDS = ("%", "_", "%%", "\\%", "__", "%_%", "[a-z]%", "*", "?")
"""Letters that a careless search would take to mean anything."""

_SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><script>alert(1)</script>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//x.example>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//x.example>",
    "<form action=//x.example><input>",
    "<template><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% if true %}x{% endif %}",
    "${alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr<script>ipt>alert(1)</script>",
)
SCRIPTS = tuple(before + script for script in _SCRIPTS for before in ("", '">', "'>"))
"""60 scripts: 20, each alone, and after closing an attribute in either kind of quotes."""

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "   @SUM(A1)",
    "\N{NO-BREAK SPACE}=1+1",
    "\N{ZERO WIDTH SPACE}=1+1",
    "\N{ZERO WIDTH NO-BREAK SPACE}=1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{FULLWIDTH PLUS SIGN}1+1",
    "\N{FULLWIDTH HYPHEN-MINUS}1+1",
    "\N{FULLWIDTH COMMERCIAL AT}SUM(A1)",
    "|cmd",
)
"""17 texts that a spreadsheet would run where a cell began with them."""


def is_live(cell: str) -> bool:
    """Tell whether a spreadsheet could run a cell: what it sees first is the sign of a formula."""
    if cell[:1] in {"\t", "\r", "\n"}:
        return True
    for letter in unicodedata.normalize("NFKC", cell):
        if unicodedata.category(letter) in {"Zs", "Cf", "Cc"}:
            continue
        return letter in "=+-@|"
    return False
