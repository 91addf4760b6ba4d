from django.db import migrations, models
from django.db.models import DO_NOTHING, PROTECT


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_seed_time_limits")]
    operations = [
        migrations.AddField(
            model_name="casenote",
            name="adds_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="addenda",
                to="cases.casenote",
            ),
        ),
        migrations.AddField(
            model_name="historicalcasenote",
            name="adds_to",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=DO_NOTHING,
                related_name="+",
                to="cases.casenote",
            ),
        ),
    ]
