from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_fill_search")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["opened_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="case_open_opened",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["member"],
                condition=models.Q(closed_at__isnull=True),
                name="case_open_member",
            ),
        ),
    ]
