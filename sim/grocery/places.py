"""Eight regions of China with a warehouse each, and the cities their customers live in. Codes are GB/T 2260."""

from typing import NamedTuple


class Place(NamedTuple):
    """A warehouse's region: `code` of its district, and the cities (code, name) that it mostly serves."""

    key: str
    name: str
    name_en: str
    code: str
    address: str
    latitude: float
    longitude: float
    cities: tuple[tuple[str, str], ...]


REGIONS = (
    Place(
        *("EAST", "华东仓", "East China", "310114", "上海市嘉定区曹安公路 5588 号", 31.29, 121.22),
        cities=(("310100", "上海市"), ("320500", "苏州市"), ("330100", "杭州市"), ("320100", "南京市")),
    ),
    Place(
        *("SOUTH", "华南仓", "South China", "440111", "广州市白云区广花公路 1288 号", 23.29, 113.26),
        cities=(("440100", "广州市"), ("440300", "深圳市"), ("440600", "佛山市"), ("441900", "东莞市")),
    ),
    Place(
        *("NORTH", "华北仓", "North China", "110115", "北京市大兴区京开路 66 号", 39.73, 116.34),
        cities=(("110100", "北京市"), ("120100", "天津市"), ("130100", "石家庄市"), ("370100", "济南市")),
    ),
    Place(
        *("CENTRAL", "华中仓", "Central China", "420112", "武汉市东西湖区金山大道 300 号", 30.62, 114.14),
        cities=(("420100", "武汉市"), ("430100", "长沙市"), ("360100", "南昌市"), ("340100", "合肥市")),
    ),
    Place(
        *("SOUTHWEST", "西南仓", "Southwest China", "510112", "成都市龙泉驿区成龙大道 999 号", 30.56, 104.27),
        cities=(("510100", "成都市"), ("500100", "重庆市"), ("530100", "昆明市"), ("520100", "贵阳市")),
    ),
    Place(
        *("NORTHWEST", "西北仓", "Northwest China", "610112", "西安市未央区石化大道 18 号", 34.29, 108.95),
        cities=(("610100", "西安市"), ("620100", "兰州市"), ("640100", "银川市")),
    ),
    Place(
        *("NORTHEAST", "东北仓", "Northeast China", "210114", "沈阳市于洪区沈大路 77 号", 41.79, 123.31),
        cities=(("210100", "沈阳市"), ("210200", "大连市"), ("220100", "长春市"), ("230100", "哈尔滨市")),
    ),
    Place(
        *("PLAINS", "中原仓", "Central Plains", "410104", "郑州市管城区航海东路 1 号", 34.75, 113.68),
        cities=(("410100", "郑州市"), ("410300", "洛阳市"), ("140100", "太原市"), ("370200", "青岛市")),
    ),
)
