"""What people call the codes of the books."""

from django.utils.translation import gettext_noop as N_

VOUCHER_STATES = {"draft": N_("Draft"), "posted": N_("Posted"), "reversed": N_("Reversed")}
TEMPLATES = {
    "goods_in": N_("Goods in"),
    "goods_out": N_("Goods out"),
    "stock_difference": N_("Stock difference"),
    "sale": N_("Sales"),
    "delivery": N_("Delivery"),
    "payment": N_("Money in and out"),
    "reversal": N_("Reversed payment"),
    "application": N_("Application of money"),
    "purchase_invoice": N_("Purchase invoice"),
    "invoice_credit": N_("Credited purchase invoice"),
    "credit_note": N_("Credit note"),
    "landed_cost": N_("Landed cost"),
    "revaluation": N_("Revaluation"),
    "opening": N_("Opening balance"),
    "replay": N_("Late paper"),
    "work": N_("Finished work"),
    "cod": N_("Cash on delivery"),
    "manual": N_("Entered by hand"),
}
ITEM_KINDS = {
    "sale": N_("Sale"),
    "cod": N_("Cash on delivery"),
    "invoice": N_("Purchase invoice"),
    "landed": N_("Landed cost"),
    "credit": N_("Credit"),
    "opening": N_("Opening balance"),
}
PAYMENT_KINDS = {
    "deposit": N_("Deposit"),
    "balance": N_("Balance"),
    "receipt": N_("Money received"),
    "refund": N_("Refund"),
    "payout": N_("Paid to suppliers"),
}
ACCOUNTS = {"bank": N_("Bank"), "cash": N_("Cash")}
PAYMENT_STATES = {"booked": N_("Booked"), "reversed": N_("Reversed")}
INVOICE_KINDS = {"sales": N_("Sales invoice"), "purchase": N_("Purchase invoice")}
INVOICE_STATES = {
    "draft": N_("Draft"),
    "issued": N_("Invoice issued"),
    "settled": N_("Settled"),
    "credited": N_("Credited"),
}
