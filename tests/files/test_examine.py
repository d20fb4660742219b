"""What is taken, what is refused with which sentence, and what pictures lose on the way."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files import rules
from app.files.examine import examine
from app.files.packages import LARGEST_UNPACKED, MOST_ENTRIES
from app.files.rules import FileKind, RefusedFile, clean_name
from app.lib.i18n import translations
from tests.files.samples import SCAN, docx, exif, jpg, package, packed_objects, pdf, png, relation, segment, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")
TEMPLATE = relation("attachedTemplate", "https://x/t.dotm")
DTD = '<!DOCTYPE x [<!ENTITY a "b">]><x/>'


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("起草说明.pdf", pdf(), FileKind.PDF),
        ("表.docx", docx(), FileKind.DOCX),
        ("测算.XLSX", xlsx(), FileKind.XLSX),
        ("说明.txt", "一、说明".encode(), FileKind.TXT),
        ("说明.txt", "一、某市某局的说明".encode("gb18030"), FileKind.TXT),
        ("草案.md", "# 某办法".encode(), FileKind.TXT),
        ("照片.jpg", jpg(), FileKind.JPG),
        ("照片.JPEG", jpg(), FileKind.JPG),
        ("图.png", png(), FileKind.PNG),
    ],
)
def test_what_is_taken(name: str, data: bytes, kind: FileKind) -> None:
    examined = examine(name, data)
    assert (examined.name, examined.kind, examined.data) == (name, kind, data)


def with_path(path: str) -> bytes:
    stream = io.BytesIO(docx())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(path, "x")
    return stream.getvalue()


def twice() -> bytes:
    stream = io.BytesIO(docx())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("WORD/document.xml", "<y/>")
    return stream.getvalue()


def lying() -> bytes:
    """The directory says ten bytes where there are a thousand."""
    data = package(word__big_xml=b"a" * 1000)
    at = data.rindex((1000).to_bytes(4, "little"))
    return data[:at] + (10).to_bytes(4, "little") + data[at + 4 :]


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("a.pdf", b"", rules.EmptyFile),
        ("a.txt", b"a" * (rules.LARGEST_FILE + 1), rules.TooLarge),
        ("a.exe", b"MZ\x90\0", rules.WrongType),
        ("a", b"plain words", rules.WrongType),
        ("a.html", b"<script>alert(1)</script>", rules.WrongType),
        ("a.zip", package(main="x.txt").replace(b"[Content_Types].xml", b"[Content_Typez].xml"), rules.WrongType),
        ("a.pptx", package(main="ppt/presentation.xml"), rules.WrongType),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", rules.WrongType),
        ("a.pdf", png(), rules.WrongContent),
        ("a.docx", xlsx(), rules.WrongContent),
        ("a.jpg", b"<html>", rules.WrongContent),
        ("a.exe", pdf(), rules.WrongContent),
        ("a.txt", b"text\0text", rules.WrongContent),
        ("a.txt", "說明".encode("big5") * 20, rules.UnknownEncoding),
        ("a.doc", OLE, rules.OldOfficeFile),
        ("a.docx", OLE, rules.OldOfficeFile),
        ("a.docx", LOCKED, rules.EncryptedFile),
        ("a.docx", docx()[:-30], rules.BrokenFile),
        ("a.docx", twice(), rules.BrokenFile),
        ("a.docx", with_path("../../etc/passwd"), rules.UnsafePaths),
        ("a.docx", with_path("/etc/passwd"), rules.UnsafePaths),
        ("a.docx", with_path("C:/x.dll"), rules.UnsafePaths),
        ("a.docx", package(word__vbaProject_bin=b"x"), rules.HasMacros),
        ("a.xlsx", package(main="xl/workbook.xml", xl__macrosheets__sheet1_xml="<x/>"), rules.HasMacros),
        ("a.docx", package(word__activeX__activeX1_xml="<x/>"), rules.HasMacros),
        ("a.docx", package(types='<Types ContentType="x.macroEnabled.main+xml"/>'), rules.HasMacros),
        ("a.docx", package(word___rels__s_rels=TEMPLATE), rules.LoadsFromElsewhere),
        ("a.docx", package(word___rels__s_rels=relation("oleObject", r"\\x\share\t")), rules.LoadsFromElsewhere),
        ("a.docx", package(word___rels__s_rels=DTD), rules.HasEntities),
        ("a.docx", package(word__media__a=b"\0" * 5_000_000), rules.PackedTooTightly),
        ("a.docx", package(word__media__a=b"\0" * (LARGEST_UNPACKED + 1)), rules.UnpacksTooLarge),
        ("a.docx", package(**{f"word__{n}": b"" for n in range(MOST_ENTRIES)}), rules.UnpacksTooLarge),
        ("a.pdf", b"%PDF-1.7 cut off", rules.BrokenFile),
        ("a.pdf", pdf(trailer=b"<</Encrypt 9 0 R>>"), rules.EncryptedFile),
        ("a.pdf", pdf(b"3 0 obj<</S /JavaScript /JS (app.alert(1))>>endobj"), rules.HasScripts),
        ("a.pdf", pdf(b"3 0 obj<</S /J#61vaScript /JS (x)>>endobj"), rules.HasScripts),
        ("a.pdf", pdf(b"3 0 obj<</S/Launch/F(cmd.exe)>>endobj"), rules.HasScripts),
        ("a.pdf", pdf(b"3 0 obj<</Type/EmbeddedFile>>endobj"), rules.HasScripts),
        ("a.pdf", pdf(packed_objects(b"7 0 <</S /JavaScript /JS (x)>>")), rules.HasScripts),
        ("a.pdf", pdf(packed_objects(b"7 0 <</S /JavaScript>>", b"")), rules.HasScripts),
        ("a.pdf", pdf(packed_objects(b"zzz", b"/Filter /LZWDecode")), rules.HasScripts),
        ("a.png", png()[:-5], rules.BrokenFile),
        ("a.png", png().replace(b"\0\0\0\x01\0\0\0\x01\x08", b"\0\0\0\x02\0\0\0\x01\x08"), rules.BrokenFile),
        ("a.jpg", jpg(end=b""), rules.BrokenFile),
        ("a.jpg", b"\xff\xd8\xff\xd9", rules.BrokenFile),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)  # fmt: skip
def test_a_refusal_says_what_to_do(name: str, data: bytes, refusal: type[RefusedFile]) -> None:
    with pytest.raises(RefusedFile) as caught:
        examine(name, data)
    assert type(caught.value) is refusal
    [error] = caught.value.errors
    assert error.field == "file"
    assert error.message.format(**error.params)


def test_sizes_that_lie_are_a_damaged_file() -> None:
    data = lying()
    examine("a.docx", data)  # nothing reads that part
    with pytest.raises(rules.BrokenFile):
        from_part(data)


def from_part(data: bytes) -> bytes:
    from app.files.packages import open_package

    with open_package(data, "a.docx") as opened:
        return opened.part("word/big.xml")


def test_every_refusal_has_a_code_of_its_own_and_is_translated() -> None:
    refusals = RefusedFile.__subclasses__()
    assert len({refusal.code for refusal in refusals}) == len(refusals) > 15
    assert {refusal.sentence for refusal in refusals} <= translations("zh-CN").keys()


def test_an_ordinary_pdf_with_packed_objects_is_taken() -> None:
    data = pdf(packed_objects(b"7 0 <</Type /Page /Contents 8 0 R /Note (no /JavaScriptish thing)>>"))
    assert examine("a.pdf", data).data == data


def test_links_in_a_document_are_no_harm() -> None:
    assert examine("a.docx", package(word___rels__d_rels=relation("hyperlink", "https://example.cn"))).kind == "docx"
    assert (
        examine("a.docx", package(word___rels__d_rels=relation("attachedTemplate", "C:/T/Normal.dotm"))).kind == "docx"
    )


@pytest.mark.parametrize("order", [">", "<"])
def test_a_photo_loses_place_and_device_but_stays_upright(order: str) -> None:
    icc = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours")
    unseen = [
        segment(0xE1, exif(6, order)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
        segment(0xED, b"Photoshop 3.0\0IPTC"),
        segment(0xFE, b"by me"),
        segment(0xE2, b"MPF\0second picture"),
    ]
    cleaned = examine("a.jpg", jpg(*unseen, icc) + b"\0video behind the end").data
    upright = segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")
    assert cleaned == jpg(upright, icc)
    assert SCAN in cleaned
    assert examine("a.jpg", cleaned).data == cleaned


def test_a_drawing_loses_its_texts_and_what_hangs_behind_it() -> None:
    unseen = [(b"tEXt", b"Author\0me"), (b"eXIf", exif(1)), (b"tIME", b"\0" * 7), (b"zzZz", b"x")]
    kept = (b"pHYs", b"\0\0\0\x01\0\0\0\x01\0")
    assert examine("a.png", png(*unseen, kept) + b"PK\x03\x04").data == png(kept)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\me\\说明.pdf", "说明.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("说明\u202efdp.exe", "说明fdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        (" ..hidden.txt", "hidden.txt"),
        ("附" * 300 + ".pdf", "附" * 116 + ".pdf"),
        ("e\u0301.txt", "é.txt"),
        ("", ""),
    ],
)
def test_names_are_cleaned(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@given(st.text(max_size=400))
def test_a_clean_name_is_short_plain_and_stays_as_it_is(name: str) -> None:
    cleaned = clean_name(name)
    assert len(cleaned) <= rules.LONGEST_NAME
    assert not set(cleaned) & set('/\\<>:"|?*\r\n\0')
    assert cleaned.isprintable()
    assert clean_name(cleaned) == cleaned


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.docx", "a.jpg", "a.png", "a.txt"]),
       st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))  # fmt: skip
def test_no_file_is_a_fault(data: bytes, name: str, head: bytes) -> None:
    with contextlib.suppress(RefusedFile):
        examine(name, head + data)
