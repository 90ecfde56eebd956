from datetime import UTC

import catalogue.reports
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """What there is are corrections, of a part that nobody asked for then, by a sender who was never kept."""
    old = apps.get_model("catalogue", "Report").objects.all()
    for report in old.iterator():
        closed = report.done.astimezone(UTC).date() if report.done else None
        state = "done" if closed else "received"
        old.filter(pk=report.pk).update(
            kind="correction", part="other", state=state, closed_on=closed, sent_on=report.at.astimezone(UTC).date()
        )


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0007_saved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='report',
            options={'verbose_name': 'report', 'verbose_name_plural': 'reports'},
        ),
        migrations.AddField(
            model_name='report',
            name='answer',
            field=models.TextField(blank=True, max_length=2000, verbose_name='answer'),
        ),
        migrations.AddField(
            model_name='report',
            name='answer_language',
            field=models.CharField(blank=True, choices=[('ar', 'العربية'), ('zh-hans', '中文'), ('en', 'English'), ('fr', 'Français'), ('ru', 'Русский'), ('es', 'Español')], max_length=10),
        ),
        migrations.AddField(
            model_name='report',
            name='closed_on',
            field=models.DateField(blank=True, null=True, verbose_name='closed on'),
        ),
        migrations.AddField(
            model_name='report',
            name='kind',
            field=models.CharField(choices=[('suggestion', 'Suggestion of a tool'), ('correction', 'Correction of an entry'), ('link', 'Link that does not work')], default='correction', max_length=12, verbose_name='kind'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='report',
            name='name',
            field=models.CharField(blank=True, max_length=160, verbose_name='name'),
        ),
        migrations.AddField(
            model_name='report',
            name='part',
            field=models.CharField(blank=True, max_length=30, verbose_name='part'),
        ),
        migrations.AddField(
            model_name='report',
            name='sender',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='report',
            name='sent_on',
            field=models.DateField(default=catalogue.reports.today, verbose_name='sent on'),
        ),
        migrations.AddField(
            model_name='report',
            name='state',
            field=models.CharField(choices=[('received', 'received'), ('in-hand', 'being looked at'), ('done', 'done'), ('declined', 'not taken up'), ('withdrawn', 'withdrawn')], default='received', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='report',
            name='taken_up_on',
            field=models.DateField(blank=True, null=True, verbose_name='taken up on'),
        ),
        migrations.AddField(
            model_name='report',
            name='unread',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='report',
            name='url',
            field=models.URLField(blank=True, max_length=1000, verbose_name='link'),
        ),
        migrations.AddField(
            model_name='report',
            name='website',
            field=models.URLField(blank=True, max_length=500, verbose_name='website'),
        ),
        migrations.AddField(
            model_name='report',
            name='why',
            field=models.TextField(blank=True, max_length=2000, verbose_name='why'),
        ),
        migrations.AlterField(
            model_name='report',
            name='language',
            field=models.CharField(choices=[('ar', 'العربية'), ('zh-hans', '中文'), ('en', 'English'), ('fr', 'Français'), ('ru', 'Русский'), ('es', 'Español')], default='en', max_length=10, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='report',
            name='text',
            field=models.TextField(blank=True, max_length=2000, verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='report',
            name='tool',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='catalogue.tool', verbose_name='tool'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='report',
            name='at',
        ),
        migrations.RemoveField(
            model_name='report',
            name='done',
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(models.F('state'), models.F('sent_on'), name='report_inbox'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'suggestion'), ('tool__isnull', False), _connector='OR'), name='report_of_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('state__in', ('received', 'in-hand'))), models.Q(models.Q(('state__in', ('received', 'in-hand')), _negated=True), ('closed_on__isnull', False)), _connector='OR'), name='report_closed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(models.F('sender'), models.F('tool'), models.F('url'), condition=models.Q(('kind', 'link'), ('state__in', ('received', 'in-hand'))), name='one_open_report_of_a_link'),
        ),
    ]
