"""CSV as people send it: which encoding, which delimiter, which column is what (pure)."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass

from leads.domain.cards import TEXTS, UNREADABLE

ENCODINGS = ("utf-8", "gb18030", "utf-16", "cp1252", "big5", "shift_jis")
DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 300
MOST_CELL = 20_000
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(1_000_000)


def sniff_encoding(data: bytes) -> str:
    """UTF-8, UTF-16, GB18030 or cp1252, by marks, then by what decodes."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name
    sample = data[:200_000]
    if len(sample) > 3 and sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    if _is_utf8(sample):
        return "utf-8"
    return "gb18030" if _is_chinese(sample) else "cp1252"


def _is_utf8(sample: bytes) -> bool:
    """Mostly valid: one broken character does not make another encoding of a file."""
    text = sample.decode("utf-8", "replace")
    broken = sum(char == UNREADABLE != before for before, char in zip(" " + text, text, strict=False))
    whole = sum(char > "\x7f" for char in sample.decode("utf-8", "ignore"))
    return broken == 0 or broken * 2 <= whole


def _is_chinese(sample: bytes) -> bool:
    """Most bytes above ASCII come in pairs of GB2312."""
    place = pairs = high = 0
    while place < len(sample):
        if sample[place] < 0x80:
            place += 1
        elif 0xA1 <= sample[place] <= 0xF7 and place + 1 < len(sample) and 0xA1 <= sample[place + 1] <= 0xFE:
            pairs, place = pairs + 2, place + 2
        else:
            high, place = high + 1, place + 1
    return pairs > 3 * high


def decode(data: bytes, encoding: str) -> str:
    """The text, whatever is in it: what cannot be read, and NUL, becomes U+FFFD, so that its row can be named."""
    for mark, _ in BOMS[:1]:
        data = data.removeprefix(mark)
    text = data.decode(encoding, "replace")
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text.replace("\x00", UNREADABLE).removeprefix("\ufeff")


def sniff_delimiter(text: str) -> str:
    """The one that the first line holds most often, outside quotes."""
    line = text[:20_000].partition("\n")[0]
    plain = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=plain.count)


@dataclass(frozen=True)
class Record:
    """One record: its cells, or what is wrong with it, and where in the text the next one begins."""

    cells: list[str]
    problem: str
    end: int


def records(text: str, delimiter: str, offset: int = 0) -> Iterator[Record]:
    """The records from `offset` on. A record that cannot be read is given with its problem; the next one is read all the same."""
    feed = _Feed(text, offset)
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        start = feed.place
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # A quote that never ends swallows the rest of the file: take that one line and go on after it.
            feed.place = text.find("\n", start) + 1 or len(text)
            reader = csv.reader(feed, delimiter=delimiter)
            yield Record([text[start : feed.place].strip()[:MOST_CELL]], f"The row cannot be read: {error}.", feed.place)
            continue
        if feed.place - start > 100_000 and "\n" in text[start : feed.place].rstrip("\n"):
            feed.place = text.find("\n", start) + 1
            reader = csv.reader(feed, delimiter=delimiter)
            yield Record([text[start : feed.place].strip()[:MOST_CELL]], "A quotation mark is not closed: close it.", feed.place)
            continue
        if any(cell.strip() for cell in cells):
            yield Record([cell[:MOST_CELL] for cell in cells], "", feed.place)


class _Feed:
    """Lines of a text, knowing how far it was read."""

    def __init__(self, text: str, place: int) -> None:
        self.text, self.place = text, place

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if self.place >= len(self.text):
            raise StopIteration
        end = self.text.find("\n", self.place) + 1 or len(self.text)
        line, self.place = self.text[self.place : end], end
        # A lone carriage return would end the record in the middle of a line.
        return line.replace("\r\n", "\n").replace("\r", " ")


# What a column may be called, in English and Chinese.
CALLED: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "contact", "contact name", "姓名", "名字", "联系人"),
    "first_name": ("first name", "firstname", "given name", "名"),
    "last_name": ("last name", "lastname", "surname", "family name", "姓"),
    "email": ("email", "e-mail", "mail", "email address", "e-mail address", "邮箱", "电子邮件", "电子邮箱", "邮件"),
    "phone": (
        "phone",
        "mobile",
        "telephone",
        "tel",
        "phone number",
        "mobile phone",
        "cell",
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
    ),
    "user_id": ("user id", "userid", "external id", "customer id", "用户id"),
    "title": ("title", "job title", "position", "role", "职位", "职务", "头衔"),
    "persona": ("persona", "用户角色", "角色"),
    "company": ("company", "company name", "organization", "organisation", "account", "employer", "公司", "公司名称", "企业", "单位"),
    "industry": ("industry", "sector", "行业"),
    "country": ("country", "country code", "国家"),
    "language": ("language", "locale", "语言"),
    "source": ("source", "utm source", "lead source", "origin", "来源", "线索来源"),
    "medium": ("medium", "utm medium", "媒介"),
    "campaign": ("campaign", "utm campaign", "活动", "广告系列"),
    "channel": ("channel", "渠道"),
    "landing_page": ("landing page", "landing page id", "url", "着陆页"),
    "search_intent": ("search intent", "keyword", "utm term", "search term", "关键词", "搜索词"),
    "company_size": ("company size", "employees", "number of employees", "employee count", "headcount", "公司规模", "企业规模", "员工人数"),
    "company_industry": ("company industry", "公司行业", "企业行业"),
    "company_country": ("company country", "公司国家", "公司所在国家"),
    "company_plan": ("company plan", "公司套餐"),
    "market_class": ("market class", "市场类别", "市场分类"),
    "created_at": ("created", "created at", "date", "first contact date", "create date", "created time", "创建时间", "日期", "创建日期"),
}
# Columns of our own export that say nothing about a person.
OWN = frozenset({"lead id", "stage", "score", "owner", "last active", "row", "column", "reason", "account tier"})
BY_NAME = {name: field for field, names in CALLED.items() for name in names}
FIELDS = (*TEXTS, "created_at", "attribute")


def guess(header: list[str]) -> list[str]:
    """A field for each column; each field once, the rest kept as attributes."""
    taken: set[str] = set()
    found = []
    for title in header:
        plain = " ".join(title.replace("_", " ").replace("-", " ").split()).casefold()
        field = BY_NAME.get(plain, "") or BY_NAME.get(title.strip().casefold(), "")
        found.append(field if field and field not in taken else "" if plain in OWN or not plain else "attribute")
        taken.add(field)
    return found


def mapping_problem(mapping: list[str], header: list[str]) -> str:
    """Why these columns cannot be imported, and what would mend it."""
    if len(mapping) != len(header):
        return "Choose a field for every column, or leave it out."
    unknown = [field for field in mapping if field and field not in FIELDS]
    if unknown:
        return f"There is no field “{unknown[0][:60]}”."
    single = [field for field in mapping if field and field != "attribute"]
    twice = [field for field in single if single.count(field) > 1]
    if twice:
        return f"Two columns are mapped to {twice[0]}: choose one."
    if not {"email", "phone", "user_id", "name", "first_name", "last_name"} & set(single):
        return "Map a column to name, e-mail, phone or user id, so that people can be told apart."
    return ""
