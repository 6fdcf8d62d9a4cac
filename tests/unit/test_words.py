"""The words that texts are cut into: by the rules of `words-2`, by jieba, and as before."""

import time
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from rnn_tui.data import DataError, Vocabulary, load
from rnn_tui.data.words import WordSplitter, chinese, shown
from rnn_tui.data.words.splitting import split_but_chinese, split_words
from rnn_tui.experiment import ConfigError, dumps, loads
from rnn_tui.experiment.data import SampleData, TextData

CASES = {
    "apostrophes": (
        "It's the ’80s, isnʼt it? 'quoted' rock 'n' roll",
        "it's the 80s isn't it quoted rock n roll",
    ),
    "breaks": ("good<br /><br>bad<BR/>ugly", "good bad ugly"),
    "a tag that is no break": ("<b>bold</b> <brave>", "b bold b brave"),
    "underscore and hyphen divide": ("snake_case, well-known", "snake case well known"),
    "numbers": ("1,234.56 and 3.5, 1.234,56; v1.2 3.5mm", "1,234.56 and 3.5 1.234,56 v1.2 3.5mm"),
    "a number at the end of a sentence": ("in 1999. 10, 5.", "in 1999 10 5"),
    "Arabic decimals": ("٣٫٥ ١٬٢٣٤", "٣٫٥ ١٬٢٣٤"),
    "a fraction, a time": ("9/10 at 10:30", "9 10 at 10 30"),
    "emoji": ("good👍bad👎", "good 👍 bad 👎"),
    "emoji made of several": ("👨‍👩‍👧👍🏽🏳️‍🌈🤷🏽‍♀️", "👨‍👩‍👧 👍🏽 🏳‍🌈 🤷🏽‍♀"),
    "flags": ("🇩🇪🇫🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇩🇪 🇫🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    "keycaps": ("1️⃣ #️⃣ *️⃣", "1⃣ #⃣ *⃣"),
    "a heart with and without selector": ("❤️❤", "❤ ❤"),
    "stars": ("★★☆ ✓", "★ ★ ☆ ✓"),
    "signs that the selector makes emoji": ("™️ ‼️ Ⓜ️ ©", "™️ ‼️ ⓜ️"),
    "emoji that look like letters": ("㊙️ 🈚 🈁", "㊙️ 🈚 🈁"),
    "smileys": (":) :-) ;) =) :)) >:( :'( :-/ :/ :| :*", ":) :-) ;) =) :) >:( :'( :-/ :/ :| :*"),
    "smileys with letters": (":D ;P :-o :3 XD", ":d ;p :-o :3 xd"),
    "smileys at words": ("great:) so sad:(", "great :) so sad :("),
    "smileys the other way round": ("(: (-:", "(: (-:"),
    "eyes": ("^_^ -_- T_T o_O >_< ^^ >.<", "^_^ -_- t_t o_o >_< ^^ >.<"),
    "hearts, arms, a shrug": (r"<3 </3 \o/ ¯\_(ツ)_/¯", r"<3 </3 \o/ \_(ツ)_/"),
    "colons that do not smile": (
        "see:(1) note: done 16:3 C:\\dir a::x http:/x {'a':'d'}",
        "see 1 note done 16 3 c dir a x http x a d",
    ),
    "less than": ("x<3 and n <3.5", "x 3 and n 3.5"),
    "names with underscores": ("x_x_y the_t _-_", "x x y the t"),
    "entities": ("isn&#39;t &lt;b&gt; caf&eacute; a&nbsp;b &#x4e2d;", "isn't b café a b 中"),
    "entities escaped twice": ("it&amp;#39;s &amp;lt;3 &amp;amp;lt;3", "it's <3 <3"),
    "entities without their ampersand": ("it#39;s #36;46", "it's 46"),
    "no entities": ("AT&T R&D; fish&chips; &nosuch;", "at t r d fish chips nosuch"),
    "pages": (
        "(see https://example.org/a?b=1&amp;c=2). www.example.de!",
        "see https://example.org/a?b=1&c=2 www.example.de",
    ),
    "pages without a scheme": (
        "on imdb.com, Example.co.uk imdb.com/title/tt1.",
        "on imdb.com example co uk imdb.com/title/tt1",
    ),
    "no page": ("the end.Comedy was good.bad", "the end comedy was good bad"),
    "a page in Chinese": ("见https://t.co/x，谢谢", "见 https://t.co/x 谢 谢"),
    "mail": ("to a.b+c@x-y.example.com.", "to a.b+c@x-y.example.com"),
    "mentions": ("@User: hi @张三 a@b .@me", "@user hi 张 三 a b me"),
    "hashtags": ("#MeToo #a_1 #1 C# a#b #电影", "#metoo #a_1 1 c a b 电 影"),
    "Hebrew points": ("שָׁלוֹם צה״ל", "שָׁלוֹם צה״ל"),
    "Arabic vowels, tatweel, presentation forms": ("بـــسم اللَّهِ ﷲ ﹽ", "بسم الله الله"),
    "Persian and Sinhala joiners": ("می‌خواهم ක්‍ර", "میخواهم ක්ර"),
    "Hindi": ("बहुत अच्छी फ़िल्म।", "बहुत अच्छी फ़िल्म"),
    "Tamil, Telugu, Tibetan": ("தமிழ் తెలుగు བོད་ཡིག", "தமிழ் తెలుగు བོད ཡིག"),
    "Thai": ("ทำน้ำดี", "ท ำ น้ ำ ดี"),
    "Lao": ("ສະບາຍດີ ນ້ຳ", "ສ ະ ບ າ ຍ ດີ ນ້ ຳ"),
    "Khmer": ("កម្ពុជា", "ក ម្ពុ ជា"),
    "Burmese": ("မြန်မာ သတ္တ", "မြ န် မာ သ တ္တ"),
    "digits of these scripts": ("๑๒๓ ၁၂", "๑๒๓ ၁၂"),
    "Japanese": ("すごいｽｰﾊﾟｰ映画", "す ご い ス ー パ ー 映 画"),
    "Chinese": ("这部电影very好看！ 5块 𠀀𠀁", "这 部 电 影 very 好 看 5 块 𠀀 𠀁"),
    "Korean": ("한국어 영화", "한국어 영화"),
    "full width": ("ＡＢＣ１２３ ：）", "abc123 :)"),
    "ligatures and signs": ("ﬁne x² ½ …", "fine x2 1 2"),
    "decomposed letters": ("cafe\u0301 J\u030c", "café ǰ"),
    "a soft hyphen, a mark of direction": ("won\u00adder ab\u200ecd", "wonder abcd"),
    "a space of no width divides": ("ไ\u200bท a\u200bb", "ไ ท a b"),
    "lone marks": ("\u0301 a \u0e31 ...\u0301", "a"),
    "nothing": (" ... --- !!! \x00 ", ""),
}


@pytest.mark.parametrize(("text", "words"), CASES.values(), ids=CASES.keys())
def test_words(text: str, words: str) -> None:
    assert split_words(text) == words.split()
    assert split_words(words) == words.split()


def test_case_is_kept_on_demand() -> None:
    assert split_words("Not GOOD :D T_T WWW.X.de", lowercase=False) == [
        "Not",
        "GOOD",
        ":D",
        "T_T",
        "WWW.X.de",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 400_000,
        "a." * 200_000 + "@",
        "a." * 200_000 + ".com",
        "a@" * 200_000,
        "http://" * 60_000,
        "www." + "!" * 400_000,
        "a_" * 200_000,
        "-_" * 200_000,
        "&amp;" + "amp;" * 100_000,
        "&" * 400_000,
        "#1" * 200_000,
        "<br " + " " * 400_000,
        "e" + "\u0300\u0316" * 200_000,
        "👨\u200d" * 100_000,
        "\u200d" * 400_000,
        "ក្" * 200_000,
        "1,2." * 100_000,
        ":'-" * 130_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_hostile_texts_take_no_more_than_linear_time(text: str) -> None:
    """Ten times the text takes far less than a hundred times the time of a tenth of it."""

    def seconds(text: str) -> float:
        began = time.process_time()
        split_words(text)
        return time.process_time() - began

    seconds(text[:100])
    short = min(seconds(text[: len(text) // 10]) for _ in range(3))
    assert seconds(text) < 30 * short + 0.5


def test_a_pile_of_marks_is_cut_at_thirty() -> None:
    assert split_words("e" + "\u0316" * 50 + "x") == ["e" + "\u0316" * 30 + "x"]


class TestChinese:
    """What jieba adds."""

    def test_chinese_words(self) -> None:
        pytest.importorskip("jieba")
        by_jieba = WordSplitter("jieba-1", lowercase=True)
        text = "我来到北京清华大学，看了3.5小时的ABC电影 :) ทำ @me"
        words = "我 来到 北京 清华大学 看 了 3.5 小时 的 abc 电影 :) ท ำ @me"
        assert by_jieba.split(text) == words.split()

    def test_texts_without_chinese_are_split_as_by_words_2(self) -> None:
        for text, words in CASES.values():
            if not any("\u3005" <= c <= "\u9fff" or c > "\U0001fb00" for c in text):
                assert split_but_chinese(text) == words.split()

    def test_a_missing_jieba_is_named_with_its_extra(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def nothing(name: str) -> str:
            raise PackageNotFoundError(name)

        monkeypatch.setattr(chinese, "version", nothing)
        chinese._tokenizer.cache_clear()
        path = tmp_path / "a.csv"
        path.write_text("text,label\n好,a\n坏,b\n")
        with pytest.raises(DataError, match=r"pip install 'rnn-tui\[zh\]'"):
            load(TextData(path=str(path), splitter="jieba-1"), 0)

    def test_another_dictionary_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chinese, "version", lambda name: "0.50.0")
        with pytest.raises(DataError, match=r"needs jieba 0\.42, but 0\.50\.0 is installed"):
            chinese.check()


def test_texts_split_once_load_without_jieba(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("jieba")
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "a.csv"
    path.write_text("text,label\n电影好看,a\n电影难看,b\n很好看,a\n很难看,b\n", encoding="utf-8")
    data = TextData(path=str(path), splitter="jieba-1")
    before = load(data, 0).fingerprint

    def nothing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(chinese, "version", nothing)
    chinese._tokenizer.cache_clear()
    assert load(data, 0).fingerprint == before


def test_joined_emoji_are_shown_without_what_joins_them() -> None:
    assert shown("👨‍👩‍👧") == "👨👩👧"
    assert shown("🏴󠁧󠁢󠁥󠁮󠁧󠁿") == "🏴"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Texts that every splitter cuts otherwise."""
    path = tmp_path / "gold.tsv"
    rows = (
        f"{'pos' if i % 2 else 'neg'}\tit's 3.5 of {i} :) a&amp;b café 电影 @me\n"
        for i in range(40)
    )
    path.write_text("label\ttext\n" + "".join(rows), encoding="utf-8")
    return path


def words_of(data: TextData) -> Vocabulary:
    known = load(data, 0).vocabulary
    assert known is not None
    return known


def test_data_of_older_runs_keeps_its_fingerprint(table: Path) -> None:
    assert load(TextData(path=str(table), splitter="words-1"), 0).fingerprint == (
        "79420946511b6a8a1c28f22916e038bcbc9a625d825c2c97e8e2e53fad804fe8"
    )
    assert load(SampleData(), 0).fingerprint == (
        "0b642e0b94dc15a321a4812605c262444b5aea6fb865e2def8410c60fae84884"
    )


def test_the_vocabulary_knows_its_splitter(table: Path, tmp_path: Path) -> None:
    new, old = (words_of(TextData(path=str(table), splitter=s)) for s in ("words-2", "words-1"))
    assert new.words[:4] == ("3.5", ":)", "@me", "a")
    assert old.words[:4] == ("3", "5", "a", "amp")
    for vocabulary in (new, old):
        vocabulary.save(tmp_path / "vocabulary.json")
        again = Vocabulary.load(tmp_path / "vocabulary.json")
        assert again == vocabulary
        assert again.split("3.5 :)") == (["3.5", ":)"] if vocabulary is new else ["3", "5"])


def test_an_older_vocabulary_keeps_its_splitter(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.json"
    words_of(TextData(path=str(table), splitter="words-1")).save(path)
    path.write_text(path.read_text().replace('"words-1"', '"words"'))
    assert Vocabulary.load(path).splitting == "words-1"


def test_an_older_experiment_keeps_its_splitter() -> None:
    """It is one that has every key but this one; who leaves keys out wants the newest."""
    written = loads('[data]\nsource = "text"\npath = "/a.csv"\n')
    assert written.data.splitter == "words-2"
    recorded = dumps(written).replace('splitter = "words-2"\n', "")
    assert loads(recorded).data.splitter == "words-1"
    assert loads(dumps(written)) == written


def test_a_splitter_without_its_number_is_the_newest() -> None:
    for name, whole in (("words", "words-2"), ("jieba", "jieba-1"), ("words-1", "words-1")):
        data = '[data]\nsource = "text"\npath = "/a.csv"\n'
        assert loads(data, [f"data.splitter={name}"]).data.splitter == whole
    with pytest.raises(ConfigError, match="words-2, jieba-1, words-1"):
        loads(data, ["data.splitter=jeiba"])
