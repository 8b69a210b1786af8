"""A PDF: what is left behind when it is taken in, and black that nothing stands under (C33)."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Iterator

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from portal.papers.files import pdf
from portal.papers.files.pdf import Box
from portal.papers.rules.refusals import FileRefusedError, Refusal
from tests.support.invented_papers import CANARY, picture, pictured_pdf, scanned_pdf
from tests.support.invented_papers import pdf as invented


def every_byte(held: bytes) -> Iterator[bytes]:
    """Give a file's bytes, and those of each of its streams, packed and unpacked."""
    yield held
    with pikepdf.open(io.BytesIO(held)) as opened:
        for each in opened.objects:
            if isinstance(each, pikepdf.Stream):
                yield each.read_raw_bytes()
                try:
                    yield each.read_bytes()
                except pikepdf.PdfError:
                    continue
            else:
                yield (
                    each.unparse(resolved=True) if hasattr(each, "unparse") else repr(each).encode()
                )


def holds(held: bytes, words: str) -> bool:
    spread = ["".join(pdf.text_of(held))]
    in_text = any(words in text for text in spread)
    shapes = (words.encode(), words.encode("utf-16-be"), words.encode().hex().encode())
    return in_text or any(shape in each for each in every_byte(held) for shape in shapes)


def hide_everywhere(made: pikepdf.Pdf) -> None:
    """Put the canary wherever a PDF can carry something that is not drawn on its page."""
    made.docinfo["/Title"] = CANARY
    with made.open_metadata() as metadata:
        metadata["dc:description"] = CANARY
    made.attachments["note.txt"] = CANARY.encode()
    made.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=f"app.alert('{CANARY}')"
    )
    made.Root.Outlines = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Outlines, Title=CANARY)
    )
    made.Root.StructTreeRoot = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, ActualText=CANARY)
    )
    made.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(P=CANARY)])
    page = made.pages[0]
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=CANARY))
    page.obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=CANARY))
    page.obj.Annots = made.make_indirect(
        pikepdf.Array(
            [
                made.make_indirect(
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name(f"/{kind}"),
                        Rect=[10, 10, 60, 60],
                        Contents=CANARY,
                        F=4,
                    )
                )
                for kind in ("Text", "Link", "FileAttachment", "Stamp", "Square")
            ]
        )
    )


@pytest.mark.control("C33")
def test_what_is_not_drawn_on_a_page_does_not_come_along() -> None:
    file = invented("About Robin\nLikes football", change=hide_everywhere)
    assert holds(file, CANARY)
    made = pdf.cleaned(io.BytesIO(file))
    assert not holds(made, CANARY)
    assert "Likes football" in pdf.text_of(made)[0]
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert set(opened.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in opened.trailer
        assert not opened.pages[0].get("/Annots")


@pytest.mark.requirement("R52")
def test_a_file_is_the_same_whenever_it_comes() -> None:
    """So that one sent twice, where a line broke, is known again: its number holds no moment."""
    file = invented("About Robin")
    made = pdf.cleaned(io.BytesIO(file))
    time.sleep(1.1)
    assert pdf.cleaned(io.BytesIO(file)) == made


@pytest.mark.control("C33")
def test_an_earlier_state_of_the_file_does_not_come_along() -> None:
    first = invented(f"About Robin\n{CANARY}")
    second = invented("About Robin\nLikes football")
    # What a program that only adds to a file leaves behind: the old page, named by nothing.
    with pikepdf.open(io.BytesIO(second)) as opened, pikepdf.open(io.BytesIO(first)) as old:
        opened.Root.Old = opened.copy_foreign(old.pages[0].obj)
        held = io.BytesIO()
        opened.save(held)
    assert holds(held.getvalue(), CANARY)
    assert not holds(pdf.cleaned(held), CANARY)


@pytest.mark.requirement("R53")
def test_what_was_filled_into_a_form_is_kept_as_it_is_drawn() -> None:
    def form(made: pikepdf.Pdf) -> None:
        shown = made.make_stream(b"BT /F1 12 Tf 2 4 Td (Likes drama) Tj ET")
        shown.Type, shown.Subtype, shown.BBox = (
            pikepdf.Name.XObject,
            pikepdf.Name.Form,
            [0, 0, 200, 20],
        )
        shown.Resources = made.pages[0].Resources
        field = made.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T="a",
                V="Likes drama",
                F=4,
                Rect=[60, 600, 260, 620],
                AP=pikepdf.Dictionary(N=shown),
                DA="/F1 12 Tf 0 g",
            )
        )
        made.pages[0].obj.Annots = pikepdf.Array([field])
        made.Root.AcroForm = pikepdf.Dictionary(
            Fields=[field], DR=pikepdf.Dictionary(Font=made.pages[0].Resources.Font)
        )

    made = pdf.cleaned(io.BytesIO(invented("About Robin", change=form)))
    assert "Likes drama" in pdf.text_of(made)[0]


@pytest.mark.requirement("R53")
def test_pages_for_a_person_to_look_at_are_named() -> None:
    file = invented(
        "About Robin\nLikes football and drama",
        "2. Why we are\ninvolved\nSome words of it",
        "Robin was told why social care became involved.",
    )
    assert pdf.read(file) == pdf.Read(pages=3, mentions=(2, 3), unread=())
    assert pdf.read(scanned_pdf(2)) == pdf.Read(pages=2, mentions=(), unread=(1, 2))


STAMPED = "Invented County Council\nConfidential\nPage 1 of 12"
PROSE = "\n".join(["Robin likes football and has been with the same carers for six years."] * 8)
WHOLE, HALF = (0, 0, 595, 842), (0, 380, 595, 462)
LOGO, LETTERHEAD = (60, 740, 120, 60), (0, 742, 595, 100)
PICTURED = {
    "a scan under a stamped header and footer": (STAMPED, WHOLE, "", True),
    "a scan in strips, as some scanners write": (STAMPED, WHOLE, "strips", True),
    "a scan inside something placed whole": (STAMPED, WHOLE, "form", True),
    "half a page of it": (STAMPED, HALF, "", True),
    "a small logo over a short page": (STAMPED, LOGO, "", False),
    "a small logo inside something placed whole": (STAMPED, LOGO, "form", False),
    "a letterhead across the page": (STAMPED, LETTERHEAD, "", False),
    "a page of words over a picture": (PROSE, WHOLE, "", False),
}


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("case", PICTURED)
def test_a_picture_with_a_few_stamped_words_is_for_a_person(case: str) -> None:
    words, box, placed, waits = PICTURED[case]
    file = pdf.cleaned(io.BytesIO(pictured_pdf((words, box), placed=placed)))
    assert STAMPED.splitlines()[0] in pdf.text_of(file)[0] or words == PROSE
    assert pdf.read(file).unread == ((1,) if waits else ())


@pytest.mark.requirement("R53")
def test_words_kept_as_outlines_are_for_a_person() -> None:
    def outlined(made: pikepdf.Pdf) -> None:
        letter = b"0 0 m " + b" ".join(b"%d 5 l" % number for number in range(20)) + b" h f"
        made.pages[0].contents_add(b"\n".join([letter] * 150))

    assert pdf.read(invented(STAMPED, change=outlined)).unread == (1,)
    assert pdf.read(invented(PROSE, change=outlined)).unread == ()


@pytest.mark.control("C33")
def test_black_cannot_be_undone_by_copying_reading_or_unpacking() -> None:
    file = invented(
        f"About Robin\nSecret {CANARY.upper()} here\nLikes football", "Second page stays"
    )
    places = pdf.words_at(file, 1, [CANARY])
    assert len(places) == 1
    made = pdf.changed(file, black={1: places})
    assert not holds(made, CANARY)
    assert not holds(made, CANARY.upper())
    assert "Second page stays" in pdf.text_of(made)[1]
    assert pdf.text_of(made)[0].strip() == ""
    box = places[0]
    document = pypdfium2.PdfDocument(made)
    seen = document[0].render(scale=2).to_pil().convert("L")
    document.close()
    inside = seen.crop(
        (
            int(box.left * seen.width) + 3,
            int(box.top * seen.height) + 3,
            int(box.right * seen.width) - 3,
            int(box.bottom * seen.height) - 3,
        )
    )
    assert inside.getextrema()[1] < 40, "every dot of it is black"
    assert seen.getextrema()[0] == 0
    assert seen.crop((0, 0, seen.width, 60)).getextrema()[0] > 200, "and the rest is not"
    with pikepdf.open(io.BytesIO(made)) as opened:
        pictures = [
            each
            for each in opened.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        assert len(pictures) == 1
        Image.open(io.BytesIO(pictures[0].read_raw_bytes())).verify()


@pytest.mark.control("C33")
def test_a_part_marked_by_hand_is_black_too() -> None:
    made = pdf.changed(invented(CANARY), black={1: [Box(0, 0, 1, 0.2)]})
    assert not holds(made, CANARY)


@pytest.mark.requirement("R53")
def test_a_page_left_out_is_nowhere_in_the_file() -> None:
    file = invented("First page of words", f"Why we are involved\n{CANARY}", "Third page of words")
    made = pdf.changed(file, without=[2])
    assert not holds(made, CANARY)
    assert [text.split()[0] for text in pdf.text_of(made)] == ["First", "Third"]
    with pytest.raises(FileRefusedError) as caught:
        pdf.changed(file, without=[1, 2, 3])
    assert caught.value.refusal is Refusal.NOTHING_LEFT


def bomb(made: pikepdf.Pdf) -> None:
    packed = zlib.compress(b" " * (80 * 1024 * 1024), 9)
    stream = made.make_stream(packed)
    stream.Filter = pikepdf.Name.FlateDecode
    made.pages[0].Contents = stream


BAD: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "a password": (
        lambda: invented("A", encryption=pikepdf.Encryption(owner="o", user="u")),
        Refusal.PASSWORD,
    ),
    "damaged": (lambda: b"%PDF-1.7\nand nothing more", Refusal.DAMAGED),
    "too many pages": (lambda: invented(*["x"] * 201), Refusal.PAGES),
    "a bomb": (lambda: invented("A", change=bomb), Refusal.BOMB),
}


@pytest.mark.control("C33")
@pytest.mark.parametrize("case", BAD)
def test_a_bad_pdf_is_refused_with_its_reason(case: str) -> None:
    make, refusal = BAD[case]
    with pytest.raises(FileRefusedError) as caught:
        pdf.cleaned(io.BytesIO(make()))
    assert caught.value.refusal is refusal


def test_a_picture_becomes_a_page() -> None:
    made = pdf.from_picture(picture())
    assert pdf.read(made).unread == (1,)
    assert pdf.page_picture(made, 1).startswith(b"\xff\xd8\xff")
