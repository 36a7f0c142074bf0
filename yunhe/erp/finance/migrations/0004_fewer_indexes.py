"""No index stays that the beginning of another one makes superfluous."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('finance', '0003_earned'),
        ('kernel', '0004_fewer_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='account',
            name='entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='kernel.entity'),
        ),
        migrations.AlterField(
            model_name='averagecost',
            name='entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.entity'),
        ),
        migrations.AlterField(
            model_name='invoiceline',
            name='invoice',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='finance.invoice'),
        ),
        migrations.AlterField(
            model_name='posting',
            name='period',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.period'),
        ),
        migrations.AlterField(
            model_name='valuation',
            name='entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.entity'),
        ),
        migrations.AlterField(
            model_name='voucher',
            name='entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='kernel.entity'),
        ),
        migrations.AlterField(
            model_name='voucherline',
            name='voucher',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='finance.voucher'),
        ),
    ]
