"""No index stays that the beginning of another one makes superfluous."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bom',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='boms', to='catalog.item'),
        ),
        migrations.AlterField(
            model_name='bomline',
            name='bom',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='catalog.bom'),
        ),
        migrations.AlterField(
            model_name='itemunit',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='units', to='catalog.item'),
        ),
        migrations.AlterField(
            model_name='kitline',
            name='kit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='components', to='catalog.item'),
        ),
        migrations.AlterField(
            model_name='price',
            name='list',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='catalog.pricelist'),
        ),
    ]
