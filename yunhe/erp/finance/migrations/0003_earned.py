"""What was earned: the postings to revenue and cost of sales, with the keys that their lists group by.

A key is a number of what is grouped by and the company in its last 16 bits: texts took half as long again to group.
"""

from django.db import migrations

EARNED = """
CREATE VIEW finance_earned AS
SELECT p.id, p.entity_id, greatest(p.business_date, k.starts) AS day, p.template, p.document_kind, p.document_id,
       p.shop_id, p.order_id, p.item_id, p.currency,
       coalesce(CASE a.role WHEN 'revenue' THEN -p.qty ELSE p.qty END, 0) AS qty,
       CASE a.role WHEN 'revenue' THEN p.credit - p.debit ELSE 0 END AS revenue,
       CASE a.role WHEN 'revenue' THEN 0 ELSE p.debit - p.credit END AS cost,
       p.credit - p.debit AS profit,
       coalesce(p.order_id, 0) * 65536 + p.entity_id AS order_key,
       coalesce(p.item_id, 0) * 65536 + p.entity_id AS item_key,
       coalesce(p.shop_id, 0) * 65536 + p.entity_id AS shop_key,
       (greatest(p.business_date, k.starts) - DATE '2000-01-01')::bigint * 65536 + p.entity_id AS day_key
FROM finance_posting p
JOIN finance_account a ON a.id = p.account_id AND a.role IN ('revenue', 'cost_of_sales')
JOIN kernel_period k ON k.id = p.period_id;
"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_ledgers")]

    operations = [migrations.RunSQL(EARNED, "DROP VIEW finance_earned;")]
