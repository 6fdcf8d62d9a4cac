"""Scripts: the characters that languages use most, by which an encoding is recognised.

A wrong encoding often decodes without a fault. It then gives characters that nobody writes:
rare ideographs, symbols inside words, capitals after small letters. `plausible` measures that.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日"
    "意无力它与把十公已使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体美相见被利什二等产或新"
    "己制身果加西月话合回特代内信化老给世位次度门任常先海通教儿原东声提立及比员真名走各入几口认条平系气题"
    "活更别打女变四神总何电数安少报才结反受目太量再感建务做接必件计管市直价格钱买卖店房酒差评负服快递质服"
    "垃圾喜欢满推荐客房间般便宜吃菜味环境态速片影剧书读值难虽非吗呢吧啊"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡"
    "用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日"
    "意無力它與把十公已使情明性知全三又關點正業外將兩高間由問很最重並物手應向頭文體美相見被利什二等產或新"
    "己制身果加西月話合回特代內信化老給世位次度門任常先海通教兒原東聲提立及比員真名走各入幾口認條平系氣題"
    "活更別打女變四神總何電數安少報才結反受目太量再感建務做接必件計管市直價格錢買賣店房酒差評負服快遞質"
    "垃圾喜歡滿推薦客般便宜吃菜味環境態速片影劇書讀值難雖非嗎呢吧啊"
)
_KOREAN = (
    "이다는을를가에의은하고도지한로기리사어나아자대있시해서인그들게수보만정전일라여부오주장제구으세상니관과간"
    "면원무내요같거데것안없었겠습좋재미않영화배별진짜점연스럽감동너마소조선비경러트드성생신운반모민공실최악"
    "출식당청결맛친절음료방청소직불편추천품질싸비했던렸와우더또잘못정말까네야입합됩"
)
_CJK_SIGNS = "　、。，．：；？！…—～·“”‘’（）《》〈〉「」『』【】〔〕ー・％￥"
_LATIN = "éèàäöüßñçóáíúêâîôûåæøëïãõìòùœÉÖÜÄÅØÇ"
_LATIN_SIGNS = "’‘“”„–—…€£©®™°·½¼«»¡¿×§\u00a0´•"
_SPECIAL = "\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff"

_NEVER = re.compile(f"[{_SPECIAL}\ud800-\udfff]")
_HIGH = re.compile("[^\x00-\x7f]+")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f’‘´·\u00ad](?=[^\W\d_])")
_MARK_ALONE = re.compile(
    "(?<![\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[\u0e40-\u0e44](?![\u0e01-\u0e2e])"
)
_CAPITAL_INSIDE = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_\x00-\x7f])\w")

Ordinary = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Script:
    """The look of texts in one encoding: the characters used most, and those that are ordinary.

    Letters of an `alphabet` come in words of one case. `latin` ones stand between ASCII.
    """

    codec: str
    common: frozenset[str]
    ordinary: Ordinary
    alphabet: bool = False
    latin: bool = False


def plausible(text: str, script: Script) -> float:
    """The likeness of a text to the script: from -2 (nobody writes so) to 1 (all is common)."""
    high = "".join(_HIGH.findall(text))
    if not high:
        return 0.0
    score = sum(1.0 if c in script.common else 0.4 if script.ordinary(c) else -0.5 for c in high)
    score -= 2.0 * len(_NEVER.findall(high))
    score -= 1.5 * len(_SIGN_IN_WORD.findall(text))
    if script.alphabet:
        inside = (m for m in _CAPITAL_INSIDE.finditer(text) if m.group().isupper())
        score -= sum(1.5 for m in inside if text[m.start() - 1].islower())
    score -= 1.5 * len(_MARK_ALONE.findall(text))
    if script.latin:
        runs = (len(run) for run in _HIGH.findall(text) if not set(run) <= set(_LATIN_SIGNS))
        score -= sum(1.5 * n for n in runs if n > 2)
    return score / len(high)


def _coded(codec: str, low: int, high: int) -> Ordinary:
    """Characters whose first byte in that encoding lies in a range: the everyday level."""

    def ordinary(c: str) -> bool:
        raw = c.encode(codec, "ignore")
        return len(raw) == 2 and low <= raw[0] <= high

    return ordinary


def _letters(first: str, last: str) -> Ordinary:
    return lambda c: first <= c <= last


_KANA = frozenset(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30FB))))


def _set(*parts: str) -> frozenset[str]:
    return frozenset("".join(parts))


def _alphabet(codec: str, common: str, first: str, last: str) -> Script:
    return Script(codec, _set(common), _letters(first, last), alphabet=True)


def _latin(codec: str, common: str) -> Script:
    letters = _set(common, _LATIN_SIGNS)
    return Script(codec, letters, lambda c: c.isalpha(), alphabet=True, latin=True)


_CYRILLIC = "оеаинтсрвлкмдпуяыь"
_GREEK = "αοιετσνηυρπκμλςίόά"

SCRIPTS = (
    Script("gb18030", _set(_SIMPLIFIED, _CJK_SIGNS), _coded("gb2312", 0xB0, 0xD7)),
    Script("big5", _set(_TRADITIONAL, _CJK_SIGNS), _coded("big5", 0xA4, 0xC6)),
    Script("cp932", _KANA | _set(_CJK_SIGNS), _coded("shift_jis", 0x88, 0x97)),
    Script("euc_jp", _KANA | _set(_CJK_SIGNS), _coded("euc_jp", 0xB0, 0xCF)),
    Script("cp949", _set(_KOREAN, _CJK_SIGNS), _letters("\uac00", "\ud7a3")),
    _latin("cp1252", _LATIN),
    _latin("cp1250", "ąćęłńóśźżčďěňřšťůžáéíýúőűöüäÁŁŚŻŠČŽ"),
    _latin("cp1254", "ğışçöüİŞÇÖÜâî"),
    _alphabet("cp1251", _CYRILLIC + "№«»—–", "А", "ё"),
    _alphabet("koi8_r", _CYRILLIC, "А", "ё"),
    _alphabet("cp866", _CYRILLIC, "А", "ё"),
    _alphabet("iso8859_5", _CYRILLIC, "А", "ё"),
    _alphabet("cp1253", _GREEK, "\u0370", "\u03ff"),
    _alphabet("cp1255", "יוהלאמרתבשנטד", "\u05b0", "\u05ea"),
    _alphabet("cp1256", "اليمونتربعدهسفك", "\u060c", "\u06d2"),
    _alphabet("cp874", "านรอกเงมยลวดทส่้ิีั", "\u0e01", "\u0e5b"),
)
"""The scripts in the order in which they are tried; of equals the first wins."""
