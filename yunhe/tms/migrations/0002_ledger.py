"""Tracking messages are a ledger: kept as they came."""

from django.db import migrations

LEDGER = """
CREATE TRIGGER tms_trackingmessage_append_only BEFORE UPDATE OR DELETE ON tms_trackingmessage
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
"""
LEDGER_BACK = "DROP TRIGGER tms_trackingmessage_append_only ON tms_trackingmessage;"


class Migration(migrations.Migration):
    dependencies = [("tms", "0001_initial"), ("kernel", "0002_ledger")]

    operations = [
        migrations.RunSQL(LEDGER, LEDGER_BACK),
    ]
