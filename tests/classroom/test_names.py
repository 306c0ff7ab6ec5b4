"""The names of a class: what is taken, what is refused and in which words, and each one's name on the servers."""

import re

import pytest

from workbook.classroom import names
from workbook.errors import WorkbookError


def read(tmp_path, text: str | bytes) -> list[str]:
    file = tmp_path / "names.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return names.read(file)


def test_names_come_in_the_files_order_from_the_column_name_alone(tmp_path):
    assert read(tmp_path, "\ufeffid, Name ,x\r\n1, Ada Lovelace ,\r\n\r\n2,김서연,\r\n") == [
        "Ada Lovelace",
        "김서연",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student\nada\n", "one column 'name' in its first line: it has ['student']"),
        ("", "one column 'name'"),
        ("name,name\na,b\n", "one column 'name'"),
        ("name\n", "holds no names"),
        ("id,name\n1,\n", "line 2: the name is empty"),
        ("id,name\n1\n", "line 2: the name is empty"),
        ("name\nada\nAda\n", "line 3: 'Ada' stands in line 2 already"),
        ("name\n\ud55c\n\u1112\u1161\u11ab\n", "line 3: '한' stands in line 2"),
        ("name\n../ada\n", "line 2: '../ada' can't be a name"),
        ("name\na/b\n", "line 2: 'a/b' can't be a name"),
        ("name\na`b\n", "line 2: 'a`b' can't be a name"),
        (f"name\n{'a' * 65}\n", "has 65 characters; a name may have 64"),
        (b"name\n\xb1\xe8\n", "is not UTF-8 text (byte 5)"),
    ],
)
def test_a_file_that_is_no_list_of_names_is_one_sentence(tmp_path, text, words):
    with pytest.raises(WorkbookError, match=re.escape(words)):
        read(tmp_path, text)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(WorkbookError, match="can't be read: No such file"):
        names.read(tmp_path / "none.csv")


@pytest.mark.parametrize("name", ["Ada Lovelace", "김서연", "O'Neil-Smith the 3rd of that name", "ÅÄÖ", "a@b.org"])
def test_a_role_is_safe_short_and_its_own(name):
    role = names.role(name)
    assert re.fullmatch("learner(_[a-z0-9]+)+", role)
    assert len(role + "_r") <= 32
    assert role == names.role(f" {name.upper()} ") != names.role(name + "2")
