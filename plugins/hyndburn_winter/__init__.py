"""Hyndburn asks in winter whether a young person's home is warm.

TOML can ask a question from one date to another; it cannot say "every winter". The question is an
invented example of a local variation.
"""

from __future__ import annotations

from datetime import date

from portal.variations.api import QuestionKind, QuestionWords, ViewsQuestion, hookimpl

WINTER = frozenset({11, 12, 1, 2, 3})
"""November to March: the months in which the question is asked."""

IN_OTHER_LANGUAGES = (
    QuestionWords(
        language="ar",
        wording="هل المكان الذي تعيش فيه دافئ بما يكفي؟",
        easy="هل المكان الذي تعيش فيه دافئ؟",
        hint="نسأل الجميع هذا في الشتاء",
        choices=("نعم", "أحيانًا", "لا"),
    ),
    QuestionWords(
        language="fa",
        wording="آیا جایی که زندگی می‌کنید به اندازهٔ کافی گرم است؟",
        easy="آیا جایی که زندگی می‌کنید گرم است؟",
        hint="این را در زمستان از همه می‌پرسیم",
        choices=("بله", "گاهی", "نه"),
    ),
    QuestionWords(
        language="ps",
        wording="ایا هغه ځای چې تاسو پکې اوسېږئ کافي تود دی؟",
        easy="ایا ستاسو د اوسېدو ځای تود دی؟",
        hint="موږ په ژمي کې دا له ټولو پوښتو",
        choices=("هو", "کله کله", "نه"),
    ),
    QuestionWords(
        language="ckb",
        wording="ئایا ئەو شوێنەی تێیدا دەژیت بە پێی پێویست گەرمە؟",
        easy="ئایا ئەو شوێنەی تێیدا دەژیت گەرمە؟",
        hint="لە زستاندا ئەمە لە هەمووان دەپرسین",
        choices=("بەڵێ", "هەندێک جار", "نەخێر"),
    ),
    QuestionWords(
        language="ur",
        wording="کیا آپ کے رہنے کی جگہ کافی گرم ہے؟",
        easy="کیا آپ کے رہنے کی جگہ گرم ہے؟",
        hint="ہم سردیوں میں سب سے یہ پوچھتے ہیں",
        choices=("ہاں", "کبھی کبھی", "نہیں"),
    ),
    QuestionWords(
        language="ti",
        wording="እቲ እትነብረሉ ቦታ እኹል ሙቐት ኣለዎ ዶ?",
        easy="እቲ እትነብረሉ ቦታ ምዉቕ ድዩ?",
        hint="ኣብ እዋን ቁሪ ንኹሉ ሰብ ነዚ ንሓትት",
        choices=("እወ", "ሓደሓደ ግዜ", "ኣይፋል"),
    ),
    QuestionWords(
        language="am",
        wording="የምትኖርበት ቦታ በቂ ሙቀት አለው?",
        easy="የምትኖርበት ቦታ ሞቃት ነው?",
        hint="በቀዝቃዛው ወቅት ይህን ሁሉንም ሰው እንጠይቃለን",
        choices=("አዎ", "አንዳንድ ጊዜ", "አይ"),
    ),
    QuestionWords(
        language="vi",
        wording="Nơi bạn ở có đủ ấm không?",
        easy="Nơi bạn ở có ấm không?",
        hint="Chúng tôi hỏi mọi người câu này vào mùa đông",
        choices=("Có", "Đôi khi", "Không"),
    ),
    QuestionWords(
        language="sq",
        wording="A është mjaft ngrohtë vendi ku jeton?",
        easy="A është ngrohtë aty ku jeton?",
        hint="Në dimër i pyesim të gjithë për këtë",
        choices=("Po", "Ndonjëherë", "Jo"),
    ),
    QuestionWords(
        language="pl",
        wording="Czy tam, gdzie mieszkasz, jest wystarczająco ciepło?",
        easy="Czy tam, gdzie mieszkasz, jest ciepło?",
        hint="Zimą pytamy o to wszystkich",
        choices=("Tak", "Czasami", "Nie"),
    ),
)
"""Not yet checked by people who speak them, as the pages say of all their words."""


@hookimpl
def views_questions(as_of: date) -> tuple[ViewsQuestion, ...] | None:
    """Ask from November to March; say nothing in the other months."""
    if as_of.month not in WINTER:
        return None
    return (
        ViewsQuestion(
            key="warm",
            wording="Is the place where you live warm enough?",
            easy="Is it warm where you live?",
            hint="We ask everybody this in winter",
            kind=QuestionKind.CHOICE,
            place=15,
            choices=("Yes", "Some of the time", "No"),
            words=IN_OTHER_LANGUAGES,
        ),
    )
