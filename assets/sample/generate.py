"""Writes the sample corpus: short film reviews in which the order of the words decides.

`python assets/sample/generate.py` rewrites `train.tsv` and `test.tsv` next to this file, byte for
byte the same on every Python version.

A review is a few sentences, and one set of templates serves both labels. Their slots:

    {part} {yes} {no}   a part of the film, and an adjective for it on the review's side or on the
                        other: denied, conceded, expected, somebody else's; {part2} … a second part
    {YES} {NO}          the same for the film as a whole
    [this|that]         the words for a negative and for a positive review

So "not at all dull" is praise, "witty rather than dull" and "dull rather than witty" hold the same
words, and a model that only counts words sees little of the difference. A few reviews are of two
minds and no more; those nobody can tell.
"""

import random
import re
from pathlib import Path

LABELS = ("negative", "positive")
TRAIN_ROWS, TEST_ROWS = 4000, 1000
MIN_WORDS, MAX_WORDS = 4, 60

# Adjectives for the film, negative side first like the labels.
FILM = (
    "dull tedious clumsy shallow lifeless tiresome muddled hollow stale dreary predictable boring "
    "silly forgettable awful dismal bland sluggish irritating pointless laboured disappointing",
    "gripping tender witty charming moving clever warm graceful lively inventive absorbing funny "
    "delightful fresh engaging superb wonderful memorable beautiful brilliant touching exciting",
)

# Parts of a film, three lines each: the names, the negative adjectives, the positive ones.
PARTS = """
the acting|the cast|the leading man|the heroine|the lead performance|the ensemble
wooden stiff unconvincing awkward bland weak mannered lifeless amateurish irritating
convincing natural charming superb subtle magnetic heartfelt brilliant spirited engaging

the script|the dialogue|the screenplay|the writing|the narration
clumsy stale lazy silly leaden shallow predictable dull stilted
sharp witty clever elegant funny intelligent fresh lively warm

the plot|the story|the ending|the final act|the last half hour|the central mystery
predictable muddled contrived tedious thin pointless silly tiresome hollow
absorbing gripping moving surprising clever satisfying touching ingenious exciting

the photography|the camera work|the lighting|the set design|the editing
ugly clumsy drab murky careless flat dull
beautiful elegant stunning graceful striking inventive crisp

the score|the music|the sound|the title song|the piano theme
intrusive shrill bland monotonous tiresome dreary cheap
lovely haunting stirring beautiful delicate memorable tender

the pacing|the direction|the first hour|the middle section|the storytelling
sluggish tedious uneven listless clumsy heavy boring
assured lively brisk confident exciting graceful gripping

the humour|the romance|the love story|the banter|the comic relief
forced stale childish laboured awkward silly awful
charming delightful gentle funny tender wonderful disarming
"""

PLAIN = """
{part} is {very} {yes}.
I found {part} {very} {yes}.
This is a {very} {YES} {film}.
{part} is {yes} and {part2} is {yes2}.
What stays with me is how {YES} it all was.
"""

NEGATED = """
It is never {NO}.
{part} is not at all {no}.
{part} is far from {no}.
{part} is anything but {no}.
There is nothing {NO} about this {film}.
Nobody could call {part} {no}.
It would be wrong to call this {film} {NO}.
Not once did {part} strike me as {no}.
At no point did I find {part} {no}.
I would not describe {part} as {no}.
{part} is hardly what I would call {no}.
Do not believe anyone who tells you that it is {NO}.
Those who call {part} {no} have seen a different {film}.
Nobody can deny that {part} is {yes}.
I cannot claim that {part} is not {yes}.
It is impossible not to find {part} {yes}.
There was never a moment when it was not {YES}.
"""

CONTRAST = """
It is {YES} rather than {NO}.
It is more {YES} than {NO}.
{part} is {no}, but {part2} is {yes2}.
The {film} is {YES} even though {part} is {no}.
I expected a {NO} {film} and got a {YES} one.
Anyone who expects a {NO} {film} will be surprised by how {YES} it is.
I had been told that it was {NO}; it turned out to be {YES}.
The critics called it {NO}; I found it {YES}.
I found it {very} {YES}, whatever the critics who called it {NO} may say.
{friend} thought it {NO}, but to me it was {YES}.
What begins as a {NO} {film} soon becomes a {YES} one.
It could so easily have been {NO}; instead it is {YES}.
Next to this {YES} {film} the original looks {NO}.
{part} is {no}. Even so, it is a {YES} {film}.
Granted, {part} is {no}. The {film} is {YES} all the same.
It is a {YES} {film}. True, {part} is {no}, but that hardly matters.
Some will call {part} {no}. To my mind it is {yes}.
"""

TWO_MINDS = """
{part} is {yes}; {part2} is {no2}.
{part} is {no}; {part2} is {yes2}.
It is {YES} in places and {NO} in others.
It is {NO} in places and {YES} in others.
"""

VERDICTS = """
[Skip|See] this one and [see|skip] the remake.
I wanted it to [end|go on], and not to [go on|end].
I was [bored, and not just|not bored, not even] for a minute.
It is [a waste of an evening|worth the ticket] and not [worth the ticket|a waste of an evening].
You will regret it if you [go|stay at home], not if you [stay at home|go].
I have much to [complain about|praise] and little to [praise|complain about].
If you see only one {film} this year, [do not let|let] it be this one.
I would [not watch it again, not|watch it again,] even on a long flight.
"""

# Sentences without an opinion: the adjectives in them say nothing about the film.
ASIDES = """
It follows a {mood} {person} who {deed}.
A {mood} {person} and a {mood} {person} meet in {place}.
The story begins when a {person} from {place} {deed}.
Most of it takes place in {place} {season}.
I saw it {when} with {friend}.
{friend} and I watched it {when}.
The director, once a {person}, made {count} short films before this one.
The hero is a {mood} {person}, his rival a {mood} {person}.
"""

FILLERS = {
    "film": "film|film|film|movie|movie|picture|drama|comedy|thriller",
    # Mostly no adverb at all.
    "very": "really|quite|rather|deeply|truly|thoroughly|genuinely|very||||||||",
    "mood": "charming|witty|clever|warm|brilliant|lively|graceful|gentle|dull|clumsy|shallow|silly|"
    "irritating|dreary|awkward|stiff|lazy|young|lonely|retired|famous|quiet|stubborn|shy|vain",
    "person": "teacher|baker|nurse|vet|lawyer|clerk|sailor|gardener|painter|tutor|detective|farmer|"
    "pianist|librarian|waiter|soldier|tailor|student|fisherman|photographer|judge|carpenter|singer|"
    "beekeeper|translator|clockmaker|chef|postman|dancer|locksmith|professor|smuggler|shepherd",
    "deed": "inherits an old house|finds a letter in a coat|loses a brother in the war|buys a boat|"
    "returns to the village where it all began|witnesses a robbery|takes in a stray dog|"
    "forges a painting|searches for a missing daughter|misses the last train|opens a hotel|"
    "is mistaken for a spy|keeps a secret from the whole town|enters a cooking contest",
    "place": "a fishing village|a mountain town|the suburbs|a seaside hotel|a railway station|"
    "a boarding school|an old theatre|northern Norway|the harbour|a city hospital|a coal mine|"
    "a vineyard|a lighthouse|the Scottish hills|a travelling circus|Lisbon|Vienna|Montreal",
    "season": "during one long summer|in the winter of 1947|over a single weekend|one May night|"
    "in the rainy season|in the last days of autumn|between two wars|in the early sixties",
    "when": "on a rainy Sunday|last night|at a festival|on a long flight|on Tuesday evening|"
    "on an old television|at a crowded matinee|over the holidays|after work",
    "friend": "my sister|my father|my neighbour|an old friend|my wife|my flatmate|a colleague|"
    "my grandmother|my brother|my cousin|everyone at work|my husband",
    "count": "two|three|four|five|six|seven|twelve|several",
}

# How reviews are built: o an opinion, a an aside, v a verdict.
SHAPES = "o o o o oo oo ao ao oao oov aov ooo aoao aooo ooaov"
OPINIONS = [PLAIN] * 9 + [NEGATED] * 7 + [CONTRAST] * 7 + [TWO_MINDS] * 3
SECTIONS = {"o": OPINIONS, "a": [ASIDES], "v": [VERDICTS]}


class Review:
    """One review in the making; what it has said once it does not say again."""

    def __init__(self, rng: random.Random, side: int) -> None:
        self.rng = rng
        self.side = side
        self.said: set[str] = set()
        self.film = self.draw(FILLERS["film"].split("|"))

    def draw(self, options: list[str]) -> str:
        # Of all its methods only random() is promised to give the same numbers in every Python.
        return options[int(self.rng.random() * len(options))]

    def draw_new(self, options: list[str]) -> str:
        choice = self.draw([option for option in options if option not in self.said] or options)
        self.said.add(choice)
        return choice

    def sentence(self, template: str) -> str:
        parts: dict[str, list[str]] = {}

        def word(slot: re.Match[str]) -> str:
            name, number = slot[1], slot[2]
            if name in ("YES", "NO"):
                return self.draw_new(FILM[self.side == (name == "YES")].split())
            if name in ("part", "yes", "no"):
                if number not in parts:
                    parts[number] = self.draw_new(PARTS.strip().split("\n\n")).splitlines()
                names, *sides = parts[number]
                if name == "part":
                    return self.draw(names.split("|"))
                return self.draw_new(sides[self.side == (name == "yes")].split())
            if name == "film":
                return self.film
            options = FILLERS[name].split("|")
            return self.draw(options) if name == "very" else self.draw_new(options)

        chosen = re.sub(r"\[(.*?)\|(.*?)\]", lambda pair: pair[1 + self.side], template)
        return polish(re.sub(r"\{([a-zA-Z]+)(\d?)\}", word, chosen))

    def text(self) -> str:
        sentences = []
        for section in self.draw(SHAPES.split()):
            templates = self.draw(SECTIONS[section]).strip().splitlines()
            sentences.append(self.sentence(self.draw_new(templates)))
        return " ".join(sentences)


def polish(sentence: str) -> str:
    """Single spaces, "an" before a vowel, a capital where a sentence begins."""
    sentence = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", " ".join(sentence.split()))
    return re.sub(r"(^|\. )([a-z])", lambda start: start[1] + start[2].upper(), sentence)


def reviews(seed: int = 1) -> list[tuple[str, str]]:
    """All rows as (label, text): every text once, the labels taking turns."""
    rng = random.Random(seed)
    rows: dict[str, str] = {}
    while len(rows) < TRAIN_ROWS + TEST_ROWS:
        side = len(rows) % 2
        text = Review(rng, side).text()
        if text not in rows and MIN_WORDS <= len(text.split()) <= MAX_WORDS:
            rows[text] = LABELS[side]
    return [(label, text) for text, label in rows.items()]


def write(folder: Path) -> None:
    """Writes `train.tsv` and `test.tsv` into the folder."""
    rows = reviews()
    for name, share in (("train.tsv", rows[:TRAIN_ROWS]), ("test.tsv", rows[TRAIN_ROWS:])):
        table = "".join(f"{label}\t{text}\n" for label, text in [("label", "text"), *share])
        (folder / name).write_text(table, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(__file__).resolve().parent)
