"""The quantity ledger: its sequence, append-only, and closed to closed periods."""

from django.db import migrations

LEDGER = """
CREATE SEQUENCE stock_ledger_seq;
CREATE TRIGGER stock_move_append_only BEFORE UPDATE OR DELETE ON stock_move
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER stock_move_open_period AFTER INSERT ON stock_move
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_closed_period('stock_closed', 'closed');
"""
LEDGER_BACK = """
DROP TRIGGER stock_move_open_period ON stock_move; DROP TRIGGER stock_move_append_only ON stock_move;
DROP SEQUENCE stock_ledger_seq;
"""


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial"), ("kernel", "0002_ledger")]

    operations = [
        migrations.RunSQL(LEDGER, LEDGER_BACK),
    ]
