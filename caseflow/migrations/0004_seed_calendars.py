from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0003_the_working_day")]
    operations = []
