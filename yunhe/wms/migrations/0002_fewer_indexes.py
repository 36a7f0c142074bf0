"""No index stays that the beginning of another one makes superfluous."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stock', '0004_fewer_indexes'),
        ('wms', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='waveoutbound',
            name='wave',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='outbounds', to='wms.wave'),
        ),
        migrations.AlterField(
            model_name='zone',
            name='warehouse',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='zones', to='stock.warehouse'),
        ),
    ]
