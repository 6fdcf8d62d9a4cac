"""Which encoding bytes are in: told by their content, for short texts and for whole files."""

import io

import pytest

from rnn_tui.data import DataError
from rnn_tui.data.text.encodings import detection as encodings
from rnn_tui.data.text.encodings.detection import decode, find, guess

TEXTS = [
    ("gb18030", ["好评", "差评", "负面", "酒店很好，下次还来", "味道一般", "物流太慢了"]),
    ("big5", ["正面", "負面評價", "酒店很好，下次還來", "味道一般", "手機螢幕碎了"]),
    (
        "shift_jis",
        ["良い", "とても良い映画でした。", "つまらない", "コスパ最高！", "部屋が汚かった"],
    ),
    ("euc_jp", ["良い", "最悪のサービス、二度と行かない", "ポジティブ"]),
    ("iso2022_jp", ["良い", "もう一度見たいです"]),
    ("cp949", ["재미있는 영화였다", "정말 별로였어요", "배송이 빠르고 품질도 좋아요"]),
    ("cp1252", ["it’s £5 “free” café", "don’t – ever", "Ça ne marche pas, c’est nul"]),
    ("latin-1", ["très bon", "schön", "mañana", "¿Dónde está?", "naïve", "Größe passt"]),
    ("cp1251", ["Отличный фильм", "скучно и долго"]),
    ("koi8_r", ["Отличный фильм", "скучно и долго"]),
    ("cp1250", ["Świetny film, polecam każdemu", "Velmi dobrý film, doporučuji všem"]),
    ("cp1254", ["çok güzel bir film, bayıldım"]),
    ("cp1253", ["πολύ καλή ταινία"]),
    ("cp1255", ["סרט טוב מאוד"]),
    ("cp1256", ["فيلم جيد جدا"]),
    ("cp874", ["หนังสนุกมาก แนะนำให้ดู"]),
]
WIDE = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
]


def table(text: str) -> str:
    """Sixty rows of a text between ASCII."""
    return "label,text\n" + "".join(f"{'pn'[i % 2]},{text} {i}\n" for i in range(60))


@pytest.mark.parametrize(("name", "text"), [(name, t) for name, texts in TEXTS for t in texts])
@pytest.mark.parametrize("dress", [str, table])
def test_a_short_text_is_told_by_its_content(name: str, text: str, dress) -> None:
    raw = dress(text).encode(name)
    assert decode(raw, None)[0] == dress(text)
    assert raw.decode(guess(raw)) == dress(text)


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("text", ["plain words", "好评，很好", "naïve 👍"])
def test_unicode_with_and_without_a_mark(name: str, text: str) -> None:
    raw = table(text).encode(name)
    assert decode(raw, None)[0] == table(text)
    found = find(lambda: io.BytesIO(raw), None, "x")
    assert not found.damaged
    assert raw.decode(found.codec) == table(text)


def test_a_replacement_character_in_the_text_itself_is_not_damage() -> None:
    raw = table("what \ufffd is").encode()
    assert not find(lambda: io.BytesIO(raw), None, "x").damaged


def test_a_few_damaged_bytes_leave_it_utf_8() -> None:
    raw = table("好评，很好").encode() + b"p,caf\xe9\n"
    found = find(lambda: io.BytesIO(raw), None, "x")
    assert (found.name, found.damaged) == ("utf-8", True)
    assert decode(raw, None)[1] == "utf-8"


def test_a_character_far_down_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "BLOCK", 1 << 10)
    raw = b"a plain line\n" * 5_000 + "好评，很好\n".encode("gb18030")
    assert find(lambda: io.BytesIO(raw), None, "x").name == "gb18030"


def test_a_chosen_encoding_is_used_or_refused_with_the_line() -> None:
    raw = "good\nbad\ncafé\n".encode("cp1252")
    assert decode(raw, "cp1250") == ("good\nbad\ncafé\n", "cp1250")
    with pytest.raises(DataError, match=r"data.encoding = 'utf-8' .*line 3 holds the byte 0xE9"):
        find(lambda: io.BytesIO(raw), "utf-8", "x.csv")
    with pytest.raises(DataError, match=r"data.encoding = 'klingon' is not a known encoding"):
        find(lambda: io.BytesIO(raw), "klingon", "x.csv")
