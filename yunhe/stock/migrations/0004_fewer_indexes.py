"""No index stays that the beginning of another one makes superfluous."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_fewer_indexes'),
        ('stock', '0003_use'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='inboundline',
            name='inbound_line_item',
        ),
        migrations.AlterField(
            model_name='bin',
            name='warehouse',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bins', to='stock.warehouse'),
        ),
        migrations.AlterField(
            model_name='binding',
            name='outbound_line',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='bindings', to='stock.outboundline'),
        ),
        migrations.AlterField(
            model_name='binlevel',
            name='bin',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='stock.bin'),
        ),
        migrations.AlterField(
            model_name='binlevel',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item'),
        ),
        migrations.AlterField(
            model_name='inboundline',
            name='inbound',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='stock.inbound'),
        ),
        migrations.AlterField(
            model_name='inboundline',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item'),
        ),
        migrations.AlterField(
            model_name='lot',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='catalog.item'),
        ),
        migrations.AlterField(
            model_name='move',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item'),
        ),
        migrations.AlterField(
            model_name='parcel',
            name='outbound',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='stock.outbound'),
        ),
        migrations.AlterField(
            model_name='parcelline',
            name='parcel',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='stock.parcel'),
        ),
        migrations.AlterField(
            model_name='policy',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='catalog.item'),
        ),
        migrations.AddIndex(
            model_name='inboundline',
            index=models.Index(condition=models.Q(('received__lt', models.F('qty'))), fields=['item'], name='inbound_line_open'),
        ),
    ]
