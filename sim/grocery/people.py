"""Chinese persons, addresses and companies out of the seed. Nobody of them exists."""

from typing import NamedTuple

from sim.grocery.luck import Luck
from sim.grocery.places import REGIONS

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = tuple(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国文辉红梅宇浩子轩雨桐欣怡思涵梓晨嘉佳琪俊志鹏飞雪慧婷晓东海波春燕秋月冬青云龙安康宁远山川林森"
)
ROADS = tuple(
    [
        "人民路",
        "中山路",
        "解放路",
        "建设路",
        "和平路",
        "新华路",
        "文化路",
        "长江路",
        "黄河路",
        "朝阳路",
        "胜利路",
        "光明路",
        "学院路",
        "花园路",
        "滨河路",
        "迎宾路",
        "友谊路",
        "青年路",
        "幸福路",
        "东风路",
    ]
)
ESTATES = tuple(
    [
        "阳光花园",
        "金色家园",
        "绿地世纪城",
        "翠湖苑",
        "锦绣江南",
        "紫荆小区",
        "桃源里",
        "凤凰城",
        "听涛居",
        "和谐家园",
        "书香门第",
        "银杏苑",
    ]
)
MOBILE = ("134", "135", "136", "137", "138", "139", "150", "151", "152", "158", "159", "182", "186", "187", "188")


class Person(NamedTuple):
    """A customer with one address."""

    name: str
    phone: str
    region_code: str
    detail: str


def person(luck: Luck, household: int, region: int) -> Person:
    """The person behind a household's number, living in one of the region's cities."""
    code, city = luck.choose("city", household, REGIONS[region].cities)
    given = "".join(luck.choose(f"given{n}", household, GIVEN) for n in range(luck.between("given", household, 1, 2)))
    detail = (
        f"{city}{luck.choose('road', household, ROADS)} {luck.between('house', household, 1, 399)} 号"
        f"{luck.choose('estate', household, ESTATES)} {luck.between('block', household, 1, 28)} 栋"
        f" {luck.between('floor', household, 1, 30)}{luck.between('flat', household, 1, 4):02d} 室"
    )
    phone = f"{luck.choose('mobile', household, MOBILE)}{luck.between('phone', household, 0, 99_999_999):08d}"
    return Person(luck.choose("surname", household, SURNAMES) + given, phone, code, detail)
