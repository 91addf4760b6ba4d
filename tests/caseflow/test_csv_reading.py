"""Reading a CSV that somebody else made: what is read, what is refused, and on which line."""

import pytest

from caseflow import csvin
from caseflow.csvin import FileRefused, read_csv
from caseflow.csvout import harmless

KNOWN, REQUIRED = ("star", "name", "unit"), ("star", "name")
HEADER = "star,name,unit\n"


@pytest.fixture
def read(tmp_path):
    def reading(content):
        path = tmp_path / "file.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read_csv(path, known=KNOWN, required=REQUIRED))

    return reading


def test_read_accepts_mark_line_ends_and_any_order(read):
    content = b'\xef\xbb\xbfUnit, name ,STAR\r\n011,Pe\xc3\xb1a,4497\r\n,"O\'Brien, the elder",1'
    assert [record.cells for record in read(content)] == [
        {"unit": "011", "name": "Peña", "star": "4497"},
        {"unit": "", "name": "O'Brien, the elder", "star": "1"},
    ]


def test_read_names_the_line_on_which_a_record_starts(read):
    records = read(HEADER + '\n1,"two\nlines",a\n,,\n   \n2,b,c\n')
    assert [(r.line, r.cells["name"]) for r in records] == [(3, "two lines"), (7, "b")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-x", "@x", "\t=1", "\tAnna", "＝1", "＋1", "－1", "＠1"]
)
def test_read_gives_back_what_was_made_harmless(read, text):
    as_it_stood = read(HEADER + f'1,x,"{text}"\n')[0].cells["unit"]
    assert read(HEADER + f'1,x,"{harmless(text)}"\n')[0].cells["unit"] == as_it_stood


def test_read_tidies_space_and_takes_our_own_apostrophe_off(read):
    cells = read(HEADER + "1,  Anna \t Maria ,'=1+1\n2,'tis,\u200b\u200b\n")
    assert cells[0].cells == {"star": "1", "name": "Anna Maria", "unit": "=1+1"}
    assert cells[1].cells == {"star": "2", "name": "'tis", "unit": ""}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("1,short", "The row is too short: 2 cells where the header has 3."),
        ("1,long,x,y", "The row is too long: 4 cells where the header has 3."),
        ('1,"closed"badly,x', "A quoted cell goes on after its closing quote"),
        ("1,a\rb,x", "a bare carriage return"),
        ('1,"' + "x" * 140_000 + '",y', "A cell is longer than 131,072 characters."),
        ("," * 1_000_000, "The row is too long: 1,000,001 cells where the header has 3."),
        ("x," * 1_000_000, "2,000,001 bytes in one line with 1,000,000 commas"),
    ],
)
def test_read_goes_on_after_a_bad_row(read, row, sentence):
    bad, good = read(f"{HEADER}{row}\n2,good,011\n")
    assert sentence in bad.problem.sentence
    assert (bad.line, bad.cells, good.line, good.cells["name"]) == (2, {}, 3, "good")


@pytest.mark.parametrize(
    "rest",
    ["2,b,c\n3,d,e\n", '2,"b",c\n3,d,e\n', '2,"O\'B",c\n3,"d",e\n', "2,b,c\n" * 200],
    ids=["to the end", "closed by the next", "closed twice", "far from the end"],
)
def test_read_refuses_only_the_row_with_the_unclosed_quote(read, rest):
    records = read(f'{HEADER}1,"open,x\n{rest}')
    assert (records[0].line, records[0].problem.sentence) == (
        2,
        "A quote is opened in this row and not closed.",
    )
    assert len(records) == 1 + rest.count("\n")
    assert all(record.problem is None for record in records[1:])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Its first line names the columns: star, name, unit."),
        (b"\n \n,,\n", "The file is empty."),
        (b"20001,Nowak,011\n", "The first line is not a header"),
        (b"star;name;unit\n1;a;b\n", "They are separated by commas"),
        (b"star,unit\n", "The column name is missing."),
        (b"star,name,star\n", "The column star is named twice."),
        (b"star,name,shoe_size\n", "The column shoe_size is not known."),
        (b"star,name,\n", "The column without a name is not known."),
        (b"star,name," + b"x," * 1000, "The header has 1,003 columns; the known ones are 3."),
        (b"star," * 1_000_000, "The header is 5,000,000 bytes long with 1,000,001 columns."),
        (b'star,"name,unit\n', "The header cannot be read. A quote is opened"),
        (b"star,name\n1,Pe\xf1a\n", "Line 2 is not in UTF-8: byte 5 of the line (byte 15 of the"),
        (b"\xef\xbb\xbfstar\xe9,name\n", "Line 1 is not in UTF-8: byte 8"),
        (b"star,name\n1,a\x00b\n", "Line 2 holds a NUL byte (byte 4 of the line, byte 14 of"),
        ("star,name\n1,a\n".encode("utf-16"), "the file is in UTF-16"),
        ("star,name\n1,a\n".encode("utf-16-le"), "Line 1 holds a NUL byte"),
        (b"PK\x03\x04rest", "The file is a workbook or an archive."),
    ],
)
def test_read_refuses_the_whole_file_by_a_sentence(read, content, sentence):
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert sentence in str(refused.value)


def test_read_refuses_what_cannot_be_opened(tmp_path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(FileRefused, match="The file cannot be read: "):
            list(read_csv(path, known=KNOWN, required=REQUIRED))


def test_read_takes_a_corrected_file_of_refused_rows(read):
    (record,) = read(f"star,name,{csvin.REASON_COLUMN}\n1,a,The unit is missing.\n")
    assert record.cells == {"star": "1", "name": "a"}


def test_read_holds_one_record_at_a_time(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text(HEADER + "1,a,b\n" * 3)
    records = read_csv(path, known=KNOWN, required=REQUIRED)
    assert next(records).line == 2
    with path.open("a") as stream:
        stream.write("9,late,x\n")
    assert [record.line for record in records] == [3, 4, 5]
