"""What was used of each level on each day, from the moves that are there."""

import django.db.models.deletion
from django.db import migrations, models

# A row is written again with each shipment of its day: part of a page is left for its next versions.
ROOM = "ALTER TABLE stock_use SET (fillfactor = 70)"
FILLED = """
INSERT INTO stock_use (level_id, day, qty)
SELECT l.id, m.business_date, -sum(m.qty) FROM stock_move m
JOIN stock_outbound o ON o.id = m.subject_id AND o.kind <> 'transfer'
JOIN stock_level l ON (l.item_id, l.warehouse_id, l.owner_id, l.grade) = (m.item_id, m.warehouse_id, m.owner_id, m.grade)
WHERE m.cause = 'ship' AND m.subject_kind = 'outbound' AND m.qty < 0 GROUP BY 1, 2;
"""


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_ledger")]

    operations = [
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("qty", models.DecimalField(decimal_places=6, max_digits=18)),
                (
                    "level",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="stock.level",
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("level", "day"), name="use_once")]},
        ),
        migrations.RunSQL([ROOM, FILLED], migrations.RunSQL.noop),
    ]
