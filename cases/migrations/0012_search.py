from django.db import migrations, models
from django.db.models import PROTECT

TEXTS = {"cases_notetext": "note_id", "cases_documenttext": "document_id", "cases_casetext": "case_id"}

POSTGRESQL = """
ALTER TABLE "{table}" ADD COLUMN "search" tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim("text"), ' '))) STORED;
CREATE INDEX "{table}_search" ON "{table}" USING gin ("search") WITH (fastupdate = off);
"""
SQLITE = """
CREATE VIRTUAL TABLE "{table}_words" USING fts5(
    text, content='{table}', content_rowid='{key}', tokenize='ascii', prefix='3 4',
    detail='none', columnsize=0
)
"""


def forwards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, key in TEXTS.items():
        sql = (POSTGRESQL if postgresql else SQLITE).format(table=table, key=key)
        schema_editor.execute(sql, params=None)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":  # there they go with their tables
        for table in TEXTS:
            schema_editor.execute(f'DROP TABLE "{table}_words"')


def text_of(name, row):
    return migrations.CreateModel(
        name=name,
        fields=[
            ("text", models.TextField()),
            (row, models.OneToOneField(db_constraint=False, on_delete=PROTECT, primary_key=True, related_name="+", serialize=False, to=f"cases.{'casenote' if row == 'note' else row}")),
            ("member", models.ForeignKey(on_delete=PROTECT, related_name="+", to="members.member")),
        ],
        options={"abstract": False},
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_note_templates"), ("members", "0003_staff_link_in_force")]
    operations = [
        text_of("NoteText", "note"),
        text_of("DocumentText", "document"),
        text_of("CaseText", "case"),
        migrations.CreateModel(
            name="MemberScrap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("star", "star"), ("star4", "last four of the star"), ("former_star", "former star"), ("employee", "employee number"), ("employee4", "last four of the employee number"), ("phone", "phone"), ("phone7", "phone without the area code"), ("phone4", "last four of the phone"), ("last_name", "name"), ("first_name", "first name"), ("former_name", "former name"), ("born", "date of birth")], max_length=12)),
                ("value", models.CharField(max_length=80)),
                ("shown", models.CharField(max_length=120)),
                ("member", models.ForeignKey(on_delete=PROTECT, related_name="scraps", to="members.member")),
            ],
            options={"indexes": [models.Index(fields=["value", "kind", "member"], name="scrap_value")]},
        ),
        migrations.CreateModel(
            name="NameGram",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gram", models.CharField(max_length=3)),
                ("word", models.CharField(max_length=80)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("gram", "word"), name="name_gram_once")]},
        ),
        migrations.RunPython(forwards, backwards),
    ]
