"""The default charts of accounts: the usual first-level accounts of 企业会计准则 and 小企业会计准则 (both Ministry of Finance)."""

from typing import NamedTuple

from yunhe.erp.finance.models import Account, Role

ASSET, LIABILITY, EQUITY, INCOME, EXPENSE = (
    Account.Kind.ASSET,
    Account.Kind.LIABILITY,
    Account.Kind.EQUITY,
    Account.Kind.INCOME,
    Account.Kind.EXPENSE,
)


class Row(NamedTuple):
    number: str
    name: str
    name_en: str
    kind: str
    role: str = ""


COMMON = (
    Row("1001", "库存现金", "Cash on hand", ASSET, Role.CASH),
    Row("1002", "银行存款", "Bank deposits", ASSET, Role.BANK),
    Row("1122", "应收账款", "Accounts receivable", ASSET, Role.RECEIVABLE),
    Row("1123", "预付账款", "Advances to suppliers", ASSET, Role.SUPPLIER_DEPOSIT),
    Row("1221", "其他应收款", "Other receivables", ASSET),
    Row("1405", "库存商品", "Inventory", ASSET, Role.INVENTORY),
    Row("1601", "固定资产", "Fixed assets", ASSET),
    Row("1602", "累计折旧", "Accumulated depreciation", ASSET),
    Row("1901", "待处理财产损溢", "Stock differences", ASSET, Role.STOCK_DIFFERENCE),
    Row("2202", "应付账款", "Accounts payable", LIABILITY, Role.PAYABLE),
    Row("2202.02", "应付账款—暂估", "Goods received, not invoiced", LIABILITY, Role.GRNI),
    Row("2203", "预收账款", "Advances from customers", LIABILITY, Role.CUSTOMER_DEPOSIT),
    Row("2211", "应付职工薪酬", "Wages payable", LIABILITY),
    Row("2221.01.01", "应交增值税—进项税额", "Input VAT", LIABILITY, Role.INPUT_VAT),
    Row("2221.01.07", "应交增值税—销项税额", "Output VAT", LIABILITY, Role.OUTPUT_VAT),
)
ENTERPRISE = (
    *COMMON,
    Row("1404", "材料成本差异", "Purchase price variance", ASSET, Role.PURCHASE_VARIANCE),
    Row("1406", "发出商品", "Goods shipped, not earned", ASSET, Role.GOODS_SHIPPED),
    Row("4001", "实收资本", "Paid-in capital", EQUITY),
    Row("4103", "本年利润", "Profit of the year", EQUITY),
    Row("4104", "利润分配", "Retained earnings, opening balances", EQUITY, Role.OPENING_EQUITY),
    Row("5001", "生产成本", "Work in progress", ASSET, Role.WIP),
    Row("6001", "主营业务收入", "Revenue", INCOME, Role.REVENUE),
    Row("6401", "主营业务成本", "Cost of sales", EXPENSE, Role.COST_OF_SALES),
    Row("6601", "销售费用", "Selling expenses", EXPENSE),
    Row("6601.01", "销售费用—运费", "Freight", EXPENSE, Role.FREIGHT_EXPENSE),
    Row("6602", "管理费用", "Administrative expenses", EXPENSE),
    Row("6603", "财务费用", "Financial expenses", EXPENSE),
)
SMALL = (
    *COMMON,
    Row("1404", "材料成本差异", "Purchase price variance", ASSET, Role.PURCHASE_VARIANCE),
    Row("1405.02", "库存商品—发出商品", "Goods shipped, not earned", ASSET, Role.GOODS_SHIPPED),
    Row("3001", "实收资本", "Paid-in capital", EQUITY),
    Row("3103", "本年利润", "Profit of the year", EQUITY),
    Row("3104", "利润分配", "Retained earnings, opening balances", EQUITY, Role.OPENING_EQUITY),
    Row("4001", "生产成本", "Work in progress", ASSET, Role.WIP),
    Row("5001", "主营业务收入", "Revenue", INCOME, Role.REVENUE),
    Row("5401", "主营业务成本", "Cost of sales", EXPENSE, Role.COST_OF_SALES),
    Row("5601", "销售费用", "Selling expenses", EXPENSE),
    Row("5601.01", "销售费用—运费", "Freight", EXPENSE, Role.FREIGHT_EXPENSE),
    Row("5602", "管理费用", "Administrative expenses", EXPENSE),
    Row("5603", "财务费用", "Financial expenses", EXPENSE),
)
