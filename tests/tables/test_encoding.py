from __future__ import annotations

import random

import pytest

TEXT = (
    "école élémentaire Jean Macé Françoise réel prévu Noël cœur sœur goûter Hôtel château forêt "
    "règlement n°12 l'élève « Lilas » garçon naïf Émile ÉCOLE MACÉ GÉNÉRAL À Île où déjà "
    "5 °C aiguë crèche théâtre événement Besançon Nîmes Saint-Étienne Évry Âge"
)
WORDS = TEXT.split()
HEADER = "École;Date;Réel\n"


@pytest.mark.parametrize(
    "written",
    ["utf-8", "utf-8-sig", "cp1252", "iso8859-15", "mac_roman", "cp850", "utf-16", "utf-16-le"],
)
@pytest.mark.parametrize("seed", range(12))
def test_encodings_of_french_offices(read, written, seed):
    dice = random.Random(seed)  # noqa: S311
    words = WORDS if written != "cp850" else [w.replace("œ", "oe") for w in WORDS]
    names = [" ".join(dice.choices(words, k=3)) + f" {i}" for i in range(dice.choice([3, 30]))]
    text = HEADER + "".join(f"{name};2018-09-03;12\n" for name in names)
    reading = read(text, written=written)
    assert reading.column("site") == names
    assert ("F08" in reading.codes) == (not written.startswith("utf"))


def test_line_ends_of_old_macintoshes(read):
    reading = read(
        "École\tDate\tRéel\rMACÉ\t2018-09-03\t12\rÉVRY\t2018-09-03\t13\r", written="mac_roman"
    )
    assert reading.column("site") == ["MACÉ", "ÉVRY"]
    assert reading.frame.index.tolist() == [2, 3]


def test_the_guess_is_told_and_doubt_is_a_warning(read):
    sure = read(HEADER + "MACÉ élémentaire;2018-09-03;12\n", written="cp1252").told("F08")
    assert (sure.severity, "Windows-1252" in sure.message) == ("note", True)
    doubt = read(
        "Ecole;Date;Reel\nx \xe9;2018-09-03;12\n".encode("latin-1") + b"y \xa9\xae;2018-09-04;1\n"
    )
    assert doubt.codes == ["F05"] or doubt.told("F08").severity == "warning"


@pytest.mark.parametrize("written", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("cell", ["–", "à", "1\u00a0204", "n° 3", "« x »"])
def test_a_single_sign_is_enough(read, written, cell):
    text = f"site;date;served;x\nA;2018-09-03;12;{cell}\n"
    site = read(text.replace("A;", f"{cell} A;"), written=written).column("site")
    assert site == [" ".join(f"{cell} A".split())]


def test_noise_is_not_read_as_text(read):
    noise = bytes(range(128, 256)) * 4
    assert read(b"Ecole;Date;Reel\n" + noise + b";2018-09-03;12\n").codes == ["F05"]


def test_a_mixed_file_names_the_line(read):
    mixed = (
        HEADER.encode() + "MACÉ;2018-09-03;1\n".encode() + "ÉVRY;2018-09-03;1\n".encode("cp1252")
    )
    problem = read(mixed).told("F05")
    assert problem.row == 3


def test_the_caller_may_impose_an_encoding(read):
    text = HEADER + "Žižka;2018-09-03;12\n"
    assert read(text, written="cp1250", encoding="cp1250").column("site") == ["Žižka"]
    assert read(text, written="cp1250", encoding="utf-8").codes == ["F05"]
    assert read(text, encoding="klingon").codes == ["F05"]
    assert read(text, written="utf-8-sig", encoding="UTF8").column("site") == ["Žižka"]


def test_accents_encoded_twice_are_restored_and_told(read):
    twice = (HEADER + "MACÉ é;2018-09-03;12\n").encode().decode("cp1252").encode()
    reading = read(twice)
    assert reading.column("site") == ["MACÉ é"]
    assert reading.told("F08").severity == "warning"


def test_accents_encoded_twice_in_one_cell_are_left(read):
    mojibake = "MACÉ".encode().decode("cp1252")
    reading = read(HEADER + f"{mojibake} 日;2018-09-03;12\n")
    assert reading.column("site") == [f"{mojibake} 日"]


def test_lost_characters_are_told(read):
    problem = read(HEADER + "MAC\ufffd;2018-09-03;12\n").told("F08")
    assert (problem.row, problem.count, problem.severity) == (2, 1, "warning")


ONE_NAME = (  # noqa: SIM905 - names are easier to read so
    "Noël|Sacré-Cœur|Évry|Île-de-France|Îlot|Où|Mûrier|Gaëlle|Crèche|ÉLÉMENTAIRE|L’Orée|N° 2|"
    "L'Haÿ-les-Roses|Aÿ|Dupuÿ|Pré²|Où ça|BESANÇON|NOËL|FORÊT|GAÎTÉ|« Les Lilas »|Curaçao|Œuvre|"
    "école|être|âge|île|œuvre|étang"
).split("|")


@pytest.mark.parametrize("written", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("name", ONE_NAME)
def test_one_name_with_an_accent_is_read_or_asked_about(read, written, name):
    text = f"site;date;served\n{name};2018-09-03;1\nVerger;2018-09-03;1\n"
    try:
        raw = text.encode(written)
    except UnicodeEncodeError:
        pytest.skip("the encoding does not have it")
    reading = read(raw)
    if written == "cp1252" or reading.column("site")[0] == name:
        assert reading.column("site") == [name, "Verger"]
    else:
        told = reading.told("F08")
        assert told.severity == "warning"
        assert reading.column("site")[0].split()[0] in told.hint


@pytest.mark.parametrize("name", [*ONE_NAME, "Maïs", "MAÏS", "À la mer", "5 €", "1\u00a0987"])
def test_one_accent_encoded_twice_is_restored(read, name):
    text = f"site;date;served\n{name};2018-09-03;1\n"
    for between in ("cp1252", "latin-1"):
        try:
            twice = text.encode().decode(between).encode()
        except UnicodeDecodeError:
            continue  # Python's cp1252 leaves this byte out, Windows reads it as latin-1 does
        reading = read(twice)
        assert reading.column("site") == [" ".join(name.split())]
        assert reading.told("F08").severity == "warning"


def test_doubt_shows_the_word_read_and_the_other(read):
    reading = read("site;date;served\nNoël;2018-09-03;1\n", written="cp850")
    told = reading.told("F08")
    assert reading.column("site") == ["Noël"]
    assert (told.severity, "“Noâl”" in told.hint, "“Noël”" in told.hint) == ("warning", True, True)


def test_a_byte_of_zero_is_no_mark_of_utf16(read):
    problem = read(HEADER + "A\0;2018-09-03;12\n").told("F03")
    assert problem.row == 2
