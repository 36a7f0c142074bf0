"""No index stays that the beginning of another one makes superfluous."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tms', '0002_ledger'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ratecard',
            name='carrier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='tms.carrier'),
        ),
        migrations.AlterField(
            model_name='raterow',
            name='card',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='tms.ratecard'),
        ),
    ]
