"""What was earned: the postings to revenue and cost of sales, with the keys that their lists group by, and their sums.

A key is a number of what is grouped by and the company in its last 16 bits: texts took half as long again to group.
"""

from django.db import migrations

EARNED = """
SELECT p.id, p.entity_id, greatest(p.business_date, k.starts) AS day, p.template, p.document_kind, p.document_id,
       p.shop_id, p.order_id, p.item_id, p.currency,
       coalesce(CASE a.role WHEN 'revenue' THEN -p.qty ELSE p.qty END, 0) AS qty,
       CASE a.role WHEN 'revenue' THEN p.credit - p.debit ELSE 0 END AS revenue,
       CASE a.role WHEN 'revenue' THEN 0 ELSE p.debit - p.credit END AS cost,
       p.credit - p.debit AS profit,
       CASE WHEN p.order_id IS NULL THEN -coalesce(p.shop_id, 0) ELSE p.order_id END * 65536 + p.entity_id AS order_key,
       coalesce(p.item_id, 0) * 65536 + p.entity_id AS item_key,
       coalesce(p.shop_id, 0) * 65536 + p.entity_id AS shop_key,
       (greatest(p.business_date, k.starts) - DATE '2000-01-01')::bigint * 65536 + p.entity_id AS day_key
FROM {postings} p
JOIN finance_account a ON a.id = p.account_id AND a.role IN ('revenue', 'cost_of_sales')
JOIN kernel_period k ON k.id = p.period_id
"""
VIEW = f"CREATE VIEW finance_earned AS {EARNED.format(postings='finance_posting')};"

# The tables of sums: the columns that tell their rows apart, and what follows from these. The days come first: they are the
# fewest, so who waits for another command's sums holds none yet.
SUMS = (
    ("finance_shopdaysum", "day_key, shop_key", "day, shop_id"),
    ("finance_itemsum", "item_key", "item_id"),
    ("finance_itemshopsum", "item_key, shop_key", "item_id, shop_id"),
    ("finance_ordersum", "order_key", "order_id, shop_id"),
)
FIGURES = ("qty", "revenue", "cost", "profit")


def _table(name: str, key: str, more: str) -> str:
    """A row is written again for each paper: part of a page is left for its next versions."""
    types = {column: "date" if column == "day" else "bigint" for column in more.split(", ")}
    columns = [*(f"{column} bigint NOT NULL" for column in key.split(", ")), "entity_id bigint NOT NULL"]
    columns += [f"{column} {kind}" for column, kind in types.items()]
    columns += ["currency varchar(3) NOT NULL", *(f"{figure} numeric NOT NULL" for figure in FIGURES)]
    return f"CREATE TABLE {name} ({', '.join(columns)}, PRIMARY KEY ({key})) WITH (fillfactor = 70);"


def summing(name: str, key: str, more: str, postings: str) -> str:
    """Add these postings to a table of sums, in the order of its keys, so that no two commands wait for each other there."""
    what, figures = f"{key}, {more}, entity_id, currency", ", ".join(FIGURES)
    sums = ", ".join(f"sum({figure})" for figure in FIGURES)
    added = ", ".join(f"{figure} = s.{figure} + excluded.{figure}" for figure in FIGURES)
    return f"""
    INSERT INTO {name} AS s ({what}, {figures}) SELECT {what}, {sums} FROM ({EARNED.format(postings=postings)}) e
    GROUP BY {what} ORDER BY {key} ON CONFLICT ({key}) DO UPDATE SET {added};"""


TABLES = "".join(_table(*table) for table in SUMS)
BY_PROFIT = "CREATE INDEX finance_ordersum_profit ON finance_ordersum (profit, order_key);"
KEPT = f"""
-- The sums of what was earned follow the postings.
CREATE FUNCTION finance_sum_earned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh p JOIN finance_account a ON a.id = p.account_id AND a.role IN ('revenue', 'cost_of_sales'))
    THEN {"".join(summing(*table, "fresh") for table in SUMS)}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_posting_earned AFTER INSERT ON finance_posting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION finance_sum_earned();
"""
REBUILT = f"""
-- For the day on which the doctor finds that they differ: how many sums there are then.
CREATE FUNCTION finance_rebuild_earned() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE finance_posting IN SHARE ROW EXCLUSIVE MODE;
    {"".join(f"DELETE FROM {name};{summing(name, key, more, 'finance_posting')}" for name, key, more in SUMS)}
    RETURN {" + ".join(f"(SELECT count(*) FROM {name})" for name, _, _ in SUMS)};
END $$;
"""
BACK = f"""
DROP FUNCTION finance_rebuild_earned;
DROP TRIGGER finance_posting_earned ON finance_posting; DROP FUNCTION finance_sum_earned;
DROP TABLE {", ".join(name for name, _, _ in SUMS)};
DROP VIEW finance_earned;
"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_ledgers")]

    operations = [migrations.RunSQL(VIEW + TABLES + BY_PROFIT + KEPT + REBUILT, BACK)]
