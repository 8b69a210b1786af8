"""What every page must keep to, as rules over a parsed page. Each rule yields its faults in words.

They are the checks that a machine can make of the page rules (one h1, named fields, real links
in the error summary and so on); colour, focus and size are checked in a browser.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from portal.testing.page_document import Document, classes_of, describe, text_of
from portal.web.young import tells

Rule = Callable[[Document], Iterator[str]]

_UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
_FOCUSABLE = {"input", "select", "textarea", "button"}
_OTHER_ORIGIN = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_DASH = " \N{EN DASH} "
_TITLE_PREFIX = re.compile(rf"^(?:Error: )?(?:Practice{_DASH})?")
_SHOUT = re.compile(r"[^a-z]*[A-Z][^a-z]*[A-Z][^a-z]*[A-Z][^a-z]*")
_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")


def markup_is_valid(page: Document) -> Iterator[str]:
    """Say every error a browser would have to repair."""
    yield from page.parse_errors


def has_language(page: Document) -> Iterator[str]:
    """Need a language on the html element."""
    if not page.root.get("lang"):
        yield "the html element has no lang"


def one_heading_matches_title(page: Document) -> Iterator[str]:
    """Need exactly one h1, and a title of h1, service and council after its prefixes.

    On a young person's page the title is the h1 alone: see `young_pages_tell_nothing`.
    """
    headings = page.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 elements instead of one"
        return
    heading = text_of(headings[0])
    title = text_of(next(iter(page.all("title")), Element("title")))
    rest = _TITLE_PREFIX.sub("", title)
    if not heading:
        yield "the h1 has no words"
    elif _is_young(page):
        if _before_heading(page) is None:
            yield f"the title “{title}” is not the h1 “{heading}”"
    elif not rest.startswith(heading + _DASH):
        yield f"the title “{title}” does not start with the h1 “{heading}”"
    elif rest.count(_DASH) < 2:  # noqa: PLR2004 - page, service, council
        yield f"the title “{title}” does not name page, service and council"


def _is_young(page: Document) -> bool:
    """Tell a young person's page, which has a frame of its own."""
    return "young" in classes_of(page.root)


def _before_heading(page: Document) -> str | None:
    """Return what stands before the h1 in a young person's title, None where it is not there.

    “Practice” is left out of it, so that what is left says “Error” in whichever language.
    """
    title = text_of(next(iter(page.all("title")), Element("title")))
    heading = text_of(next(iter(page.all("h1")), Element("h1")))
    before = title.removesuffix(heading).replace(f"Practice{_DASH}", "")
    whole = heading and title.endswith(heading) and (not before or before.endswith(": "))
    return before if whole else None


def young_pages_tell_nothing(page: Document) -> Iterator[str]:
    """Refuse whatever tells somebody looking over a shoulder what a young person reads.

    Need the control to leave as the first stops after the skip link, and before the heading.
    """
    if not _is_young(page):
        return
    title = text_of(next(iter(page.all("title")), Element("title")))
    if word := tells(title):
        yield f"the title “{title}” says “{word}”"
    for node in page.all("meta"):
        if node.get("property", "").startswith("og:") or node.get("name") == "description":
            yield f"{describe(node)} is shown by whoever previews a link"
    stops = [node.get("href", "") for node in page.all("a")]
    leaving = next((n.get("href", "") for n in page.elements if "data-leave" in n.attrib), None)
    if leaving is None or stops[1:3] != [leaving, leaving]:
        yield "the ways to leave do not follow the skip link"
    for node in page.all("header", "footer", "title"):
        if "Lasting Homes" in text_of(node):
            yield f"{describe(node)} names the service"


def headings_do_not_skip(page: Document) -> Iterator[str]:
    """Refuse a heading more than one level below the one before it."""
    before = 1
    for node in page.all(*_LEVELS):
        level = _LEVELS.index(str(node.tag)) + 1
        if level > before + 1:
            yield f"heading level jumps from h{before} to h{level} at “{text_of(node)}”"
        if not text_of(node):
            yield f"{describe(node)} has no words"
        before = level


def landmarks_are_there(page: Document) -> Iterator[str]:
    """Need one header, one main and one footer; several navigations need names."""
    for tag in ("header", "main", "footer"):
        outer = [
            node
            for node in page.all(tag)
            if not any(a.tag in {"article", "section", "main"} for a in page.ancestors(node))
        ]
        if len(outer) != 1:
            yield f"{len(outer)} {tag} landmarks instead of one"
    navigations = page.all("nav")
    names = [node.get("aria-label") or node.get("aria-labelledby") for node in navigations]
    if len(navigations) > 1 and (None in names or len(set(names)) < len(names)):
        yield "several nav landmarks without names of their own"


def skip_link_is_first(page: Document) -> Iterator[str]:
    """Need a skip link to the main landmark before anything else that takes focus."""
    stops = [n for n in page.elements if n.tag in _FOCUSABLE or (n.tag == "a" and n.get("href"))]
    stops = [n for n in stops if n.get("type") != "hidden"]
    target = stops[0].get("href", "") if stops else ""
    main = page.by_id.get(target.removeprefix("#"))
    if not target.startswith("#") or main is None or main.tag != "main":
        yield "the first stop for the keyboard is not a skip link to the main landmark"


def ids_are_unique(page: Document) -> Iterator[str]:
    """Refuse an id that is used twice, is empty or holds a space."""
    ids = Counter(node.attrib["id"] for node in page.elements if "id" in node.attrib)
    for name, count in ids.items():
        if count > 1:
            yield f"id “{name}” is used {count} times"
        if not name or " " in name:
            yield f"id “{name}” is empty or holds a space"


def references_resolve(page: Document) -> Iterator[str]:
    """Refuse names of things that are not on the page."""
    for node in page.elements:
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for name in node.get(attribute, "").split():
                if name not in page.by_id:
                    yield f"{describe(node)} {attribute} names “{name}”, which is not on the page"
        href = node.get("href", "")
        if node.tag == "a" and href.startswith("#") and href[1:] not in page.by_id:
            yield f"{describe(node)} leads to an id that is not on the page"


def fields_are_labelled(page: Document) -> Iterator[str]:
    """Need a label with words on every field, and a legend round every group of choices."""
    labels = {n.get("for") for n in page.all("label") if n.get("for") and text_of(n)}
    groups: dict[str, list[Element]] = {}
    for node in page.all("input", "select", "textarea"):
        kind = node.get("type", "text")
        if kind in _UNLABELLED_TYPES:
            continue
        wrapped = any(a.tag == "label" and text_of(a) for a in page.ancestors(node))
        named = node.get("aria-label") or node.get("aria-labelledby")
        if not (node.get("id") in labels or wrapped or named):
            yield f"{describe(node)} has no label"
        if kind == "radio":
            groups.setdefault(node.get("name", ""), []).append(node)
    for name, nodes in groups.items():
        fieldset = next((a for a in page.ancestors(nodes[0]) if a.tag == "fieldset"), None)
        legend = fieldset.find("legend") if fieldset is not None else None
        if legend is None or not text_of(legend):
            yield f"the choices “{name}” have no fieldset with a legend"
    for label in page.all("label", "legend"):
        if text_of(label).endswith("*"):
            yield f"“{text_of(label)}” marks required with an asterisk"


def nothing_is_inline(page: Document) -> Iterator[str]:
    """Refuse inline style and script, and anything fetched from another origin."""
    for node in page.elements:
        for name, value in node.attrib.items():
            if name == "style" or name.startswith(("on", "hx-on", "data-hx-on")):
                yield f"{describe(node)} has the inline attribute {name}"
            if name in {"href", "src", "action", "formaction"} and value.strip().lower().startswith(
                ("javascript:", "data:")
            ):
                yield f"{describe(node)} runs or holds code in its {name}"
        if node.tag == "style" or (node.tag == "script" and not node.get("src")):
            yield f"{describe(node)} is inline"
        fetched = node.get("src") or (node.get("href") if node.tag == "link" else None)
        if fetched and _OTHER_ORIGIN.match(fetched):
            yield f"{describe(node)} is fetched from another origin"


def forms_are_safe(page: Document) -> Iterator[str]:
    """Need an action and a token in every form that posts; refuse a token in one that gets."""
    for form in page.all("form"):
        tokens = [n for n in form.iter("input") if n.get("name") == "csrf_token"]
        if form.get("method", "get").lower() == "post":
            if not form.get("action"):
                yield f"{describe(form)} posts without an action"
            if len(tokens) != 1 or not tokens[0].get("value"):
                yield f"{describe(form)} posts with {len(tokens)} tokens instead of one"
        elif tokens:
            yield f"{describe(form)} puts its token in an address"


def tables_are_described(page: Document) -> Iterator[str]:
    """Need a caption and scoped headers on every table."""
    for table in page.all("table"):
        caption = table.find("caption")
        if caption is None or not text_of(caption):
            yield f"{describe(table)} has no caption"
        headers = list(table.iter("th"))
        if not headers:
            yield f"{describe(table)} has no header cells"
        for header in headers:
            if header.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"header cell “{text_of(header)}” has no scope"


def links_and_buttons_have_words(page: Document) -> Iterator[str]:
    """Need words, and for a link an address, on everything that can be pressed."""
    for node in page.all("a", "button", "summary"):
        pictures = " ".join(n.get("alt", "") for n in node.iter("img"))
        if not (text_of(node) or node.get("aria-label") or pictures.strip()):
            yield f"{describe(node)} has no words"
        if node.tag == "a" and not node.get("href"):
            yield f"{describe(node)} leads nowhere"


def images_have_alternatives(page: Document) -> Iterator[str]:
    """Need an alt on every image; an svg is hidden, or an image with a name."""
    for node in page.all("img"):
        if node.get("alt") is None:
            yield f"{describe(node)} has no alt"
    for node in page.elements:
        if node.tag.rpartition("}")[2] != "svg" or node.get("aria-hidden") == "true":
            continue
        title = any(child.tag.rpartition("}")[2] == "title" for child in node)
        if node.get("role") != "img" or not (title or node.get("aria-label")):
            yield "an svg is neither hidden nor an image with a name"


def tab_order_is_natural(page: Document) -> Iterator[str]:
    """Refuse a tabindex above nought."""
    for node in page.elements:
        if re.fullmatch(r"\s*\+?0*[1-9]\d*\s*", node.get("tabindex", "")):
            yield f"{describe(node)} has a positive tabindex"


def errors_are_said_well(page: Document) -> Iterator[str]:
    """Need an error summary that stands first, links to real fields and agrees with the title."""
    summaries = [n for n in page.elements if "govuk-error-summary" in classes_of(n)]
    titles = page.all("title")
    if _is_young(page):
        says_error = bool(_before_heading(page))
    else:
        says_error = bool(titles) and text_of(titles[0]).startswith("Error: ")
    if says_error != bool(summaries):
        yield "the title and the error summary disagree about whether there are errors"
    beside = [n for n in page.elements if "govuk-error-message" in classes_of(n)]
    if beside and not summaries:
        yield "a field shows an error and there is no error summary"
    for summary in summaries:
        yield from _summary_faults(page, summary, [text_of(n) for n in beside])


def _summary_faults(page: Document, summary: Element, beside: list[str]) -> Iterator[str]:
    heading = summary.find(".//h2")
    elsewhere = _is_young(page) and page.root.get("lang") != "en"
    if heading is None or (text_of(heading) != "There is a problem" and not elsewhere):
        yield "the error summary is not headed “There is a problem”"
    order = page.elements
    if any(order.index(h1) < order.index(summary) for h1 in page.all("h1")):
        yield "the error summary stands below the h1"
    for link in summary.iter("a"):
        target = page.by_id.get(link.get("href", "").removeprefix("#"))
        if target is None or (target.tag not in _FOCUSABLE and "tabindex" not in target.attrib):
            yield f"the error “{text_of(link)}” does not lead to a field that takes focus"
        if not any(text_of(link) in words for words in beside):
            yield f"the error “{text_of(link)}” is not said beside its field in the same words"


def words_are_plain(page: Document) -> Iterator[str]:
    """Refuse "Oops" and tags in capitals."""
    if re.search(r"\boops\b", text_of(page.root), re.IGNORECASE):
        yield "the page says “Oops”"
    for node in page.elements:
        if "govuk-tag" in classes_of(node) and _SHOUT.fullmatch(text_of(node)):
            yield f"the tag “{text_of(node)}” is in capitals"


def is_not_stored(page: Document) -> Iterator[str]:
    """Need no-store on every page."""
    if "no-store" not in page.cache_control:
        yield f"Cache-Control is “{page.cache_control}” and not no-store"


def error_pages_help(page: Document) -> Iterator[str]:
    """Need a way to get help on the page of an error."""
    if page.status < 400:  # noqa: PLR2004 - not an error
        return
    main = next(iter(page.all("main")), page.root)
    form_refused = any("govuk-error-summary" in classes_of(n) for n in page.elements)
    helped = any(n.get("href", "").startswith("mailto:") for n in main.iter("a"))
    if not (form_refused or helped):
        yield f"the page of error {page.status} gives no way to get help"


EVERYWHERE: tuple[Rule, ...] = (
    markup_is_valid,
    ids_are_unique,
    fields_are_labelled,
    nothing_is_inline,
    forms_are_safe,
    tables_are_described,
    links_and_buttons_have_words,
    images_have_alternatives,
    tab_order_is_natural,
    words_are_plain,
    is_not_stored,
)
WHOLE_PAGES: tuple[Rule, ...] = (
    has_language,
    one_heading_matches_title,
    young_pages_tell_nothing,
    headings_do_not_skip,
    landmarks_are_there,
    skip_link_is_first,
    references_resolve,
    errors_are_said_well,
    error_pages_help,
)
