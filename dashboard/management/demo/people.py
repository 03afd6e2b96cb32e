"""The cast of the demo: members of two workspaces, and the strangers who visit their websites."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Member:
    name: str
    email: str
    role: str


@dataclass(frozen=True)
class Place:
    """A demo workspace."""

    slug: str
    name: str
    zone: str
    language: str
    site: str
    members: tuple[Member, ...]
    visitors_a_day: int


FERNHILL = Place(
    "fernhill", "Fernhill Analytics", "Europe/London", "en", "https://www.fernhill.example",
    (
        Member("Olivia Hart", "olivia@fernhill.example", "owner"),
        Member("Adam Reyes", "adam@fernhill.example", "admin"),
        Member("Mara Lindqvist", "mara@fernhill.example", "marketer"),
        Member("Sam Okafor", "sam@fernhill.example", "sdr"),
        Member("Sofia Marino", "sofia@fernhill.example", "sdr"),
        Member("Victor Brandt", "victor@fernhill.example", "viewer"),
    ),
    11,
)  # fmt: skip
YUNFAN = Place(
    "yunfan", "云帆科技", "Asia/Shanghai", "zh-hans", "https://www.yunfan.example",
    (
        Member("陈静", "chenjing@yunfan.example", "owner"),
        Member("王磊", "wanglei@yunfan.example", "marketer"),
        Member("李娜", "lina@yunfan.example", "sdr"),
        Member("赵鹏", "zhaopeng@yunfan.example", "sdr"),
    ),
    5,
)  # fmt: skip
PLACES = (FERNHILL, YUNFAN)

FIRST = ("Lena", "Noah", "Priya", "Jonas", "Amara", "Theo", "Ingrid", "Mateo", "Hana", "Felix", "Chloe", "Ravi", "Elif", "Oskar",
         "Nadia", "Hugo", "Yara", "Milo", "Freya", "Anton", "Zoe", "Idris", "Clara", "Bruno", "Maeve", "Emil", "Talia", "Rosa")  # fmt: skip
LAST = ("Weber", "Okonkwo", "Nair", "Castellanos", "Lindgren", "Moreau", "Kowalski", "Tanaka", "Novak", "Abbott", "Fischer", "Haddad",
        "Silva", "Byrne", "Petrov", "Jansen", "Rossi", "Bergström", "Adeyemi", "Quinn")  # fmt: skip
COMPANIES = ("brightwater", "northgate", "halcyon", "meridian", "oakline", "redshore", "bluepeak", "ironbridge", "lumen", "tidewell",
             "cobaltworks", "farrow", "greyfield", "juniper", "kestrel", "larkspur")  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = ("伟", "芳", "秀英", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平", "雨桐")
PINYIN = ("xinghe", "tianyu", "huarui", "lanhai", "donglin", "mingde", "ruifeng", "jinshan")
COMPANIES_ZH = ("星河制造", "天宇物流", "华瑞医疗", "蓝海零售", "东林能源", "明德教育", "瑞丰金融", "金山软件园")
TITLES = ("IT Director", "Head of Marketing", "CFO", "Operations Manager", "Data Analyst", "CEO", "Marketing Manager", "Student")
TITLES_ZH = ("信息总监", "市场总监", "财务总监", "运营经理", "数据分析师", "总经理", "市场经理", "学生")
PERSONAS = ("cxo", "marketer", "cxo", "", "", "cxo", "marketer", "")
INDUSTRIES = ("Manufacturing", "Logistics", "Healthcare", "Retail", "Energy", "Education", "Finance", "Software")
INDUSTRIES_ZH = ("制造", "物流", "医疗", "零售", "能源", "教育", "金融", "软件")
FREE_MAIL = ("gmail.com", "outlook.com")
FREE_MAIL_ZH = ("qq.com", "163.com")


@dataclass(frozen=True)
class Stranger:
    """Somebody who may give a name one day."""

    number: int
    traits: dict[str, str]


def stranger(place: Place, number: int, chance: Random) -> Stranger:
    """The `number`th visitor of a place: the same for the same seed."""
    return _chinese(number, chance) if place.language == "zh-hans" else _english(number, chance)


def _english(number: int, chance: Random) -> Stranger:
    first, last, job = chance.choice(FIRST), chance.choice(LAST), chance.randrange(len(TITLES))
    company, industry = chance.choice(COMPANIES), chance.choice(INDUSTRIES)
    domain = chance.choice(FREE_MAIL) if chance.random() < 0.15 else f"{company}.example"
    local = f"{first}.{last}{number}".lower().encode("ascii", "ignore").decode()
    traits = {"name": f"{first} {last}", "email": f"{local}@{domain}", "title": TITLES[job], "industry": industry, "language": "en"}
    return Stranger(number, _with_more(traits, job, company.capitalize(), f"+44 20 7946 {chance.randrange(1000):04}", chance))


def _chinese(number: int, chance: Random) -> Stranger:
    which, job = chance.randrange(len(PINYIN)), chance.randrange(len(TITLES_ZH))
    name = chance.choice(SURNAMES) + chance.choice(GIVEN)
    domain = chance.choice(FREE_MAIL_ZH) if chance.random() < 0.15 else f"{PINYIN[which]}.example"
    traits = {
        "name": name,
        "email": f"lead{number}@{domain}",
        "title": TITLES_ZH[job],
        "industry": INDUSTRIES_ZH[which],
        "language": "zh-hans",
    }
    return Stranger(number, _with_more(traits, job, COMPANIES_ZH[which], f"+86 138 0013 {chance.randrange(10000):04}", chance))


def _with_more(traits: dict[str, str], job: int, company: str, phone: str, chance: Random) -> dict[str, str]:
    traits = {**traits, "company": company}
    if PERSONAS[job]:
        traits["persona"] = PERSONAS[job]
    if chance.random() < 0.5:
        traits["phone"] = phone if chance.random() < 0.9 else "000"
    return traits
