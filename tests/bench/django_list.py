"""The reference of the list page: the same page by Django's ORM and templates, from the same SQLite file.

The frame of the page (head, header, footer) is our own HTML, handed to Django as text: what it need not translate and
build is in its favour. So is that its WSGI application is called without a server.
"""

import io
import os
import re
import sys
import types
from pathlib import Path
from typing import Any

from tests.bench.site import cpu_ms

CARDS = """{% load i18n %}{% for c in cards %}
<article class="p-card p-card--list"><p class="p-status"><span class="p-chip p-chip--{{ c.state }}">{{ c.get_state_display }}</span>
  {% if c.state == "open" %}<span>{% blocktranslate with day=c.closes_on|date:"Y年n月j日" %}Until {{ day }}{% endblocktranslate %}</span><span>{% blocktranslate count n=c.days_left %}{{ n }} day left{% plural %}{{ n }} days left{% endblocktranslate %}</span>{% else %}<span>{{ c.opens_on|date:"Y年n月j日" }} {{ c.closes_on|date:"Y年n月j日" }}</span>{% endif %}
  <span>{% blocktranslate count n=c.collected_count %}{{ n }} comment{% plural %}{{ n }} comments{% endblocktranslate %}</span></p>
  <h3 class="p-card__t"><a class="govuk-link" href="/consultations/{{ c.id.hex }}">{{ c.title }}</a></h3>
  {% if c.summary %}<p class="govuk-body p-pre">{{ c.summary }}</p>{% endif %}
  <p class="p-meta">{{ c.agency.name }}　{{ c.division.name }}</p>
</article>{% endfor %}"""  # noqa: E501


async def measure(database: Path, html: str) -> tuple[float, int]:
    """CPU milliseconds of a page, and how long it is."""
    first, last = html.index("<article"), html.rindex("</article>") + len("</article>")
    frame = [re.sub(r"[{}%#]", "", part) for part in (html[:first], html[last:])]
    application = _application(
        database,
        {"base.html": frame[0] + "{% block main %}{% endblock %}" + frame[1],
         "list.html": '{% extends "base.html" %}{% block main %}' + CARDS + "{% endblock %}"},
    )  # fmt: skip

    async def ask() -> int:
        return len(_get(application, "/consultations").decode())

    return await cpu_ms(ask), await ask()


def _application(database: Path, templates: dict[str, str]) -> Any:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # it is alone here
    import django  # a late import: only this benchmark wants it, and it must be configured first
    from django.conf import settings

    loader = ("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", templates)])
    module = types.ModuleType("bench_urls")
    sys.modules["bench_urls"] = module
    settings.configure(
        DEBUG=False,
        SECRET_KEY="for this measurement only",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="bench_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database), "CONN_MAX_AGE": None}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [loader]}}],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        LANGUAGE_CODE="zh-hans",
        USE_TZ=True,
    )
    django.setup()
    _urls(module)
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _urls(module: Any) -> None:
    from datetime import date
    from uuid import UUID

    from django.db import models
    from django.db.models import Count
    from django.shortcuts import render
    from django.urls import path

    class Key(models.BinaryField):
        def from_db_value(self, value: bytes | None, *_: object) -> UUID | None:
            return value if value is None else UUID(bytes=value)

        def get_db_prep_value(self, value: UUID | None, *_: object, **__: object) -> bytes | None:
            return value.bytes if isinstance(value, UUID) else value

    class Agency(models.Model):
        id = Key(primary_key=True)
        name = models.CharField(max_length=200)
        name_en = models.CharField(max_length=200)

        class Meta:
            app_label, db_table, managed = "bench", "agency", False

    class Division(models.Model):
        id = Key(primary_key=True)
        name = models.CharField(max_length=200)
        name_en = models.CharField(max_length=200)

        class Meta:
            app_label, db_table, managed = "bench", "division", False

    class Consultation(models.Model):
        id = Key(primary_key=True)
        title = models.CharField(max_length=300)
        summary = models.TextField()
        state = models.CharField(max_length=20, choices=[("open", "Open now"), ("closed", "Closed")])
        opens_on = models.DateField()
        closes_on = models.DateField()
        is_past = models.BooleanField()
        collected_count = models.IntegerField()
        late_count = models.IntegerField()
        people_count = models.IntegerField()
        published_at = models.DateTimeField(null=True)
        agency = models.ForeignKey(Agency, models.DO_NOTHING)
        division = models.ForeignKey(Division, models.DO_NOTHING)

        class Meta:
            app_label, db_table, managed = "bench", "consultation", False

    def consultations(request: Any) -> Any:
        public = Consultation.objects.filter(published_at__isnull=False)
        found = list(public.filter(state="open").select_related("agency", "division").order_by("closes_on", "id")[:21])
        counts = dict(public.values_list("state").annotate(Count("id")))
        for one in found:
            one.days_left = (one.closes_on - date.today()).days
        return render(request, "list.html", {"cards": found[:20], "counts": counts})

    module.urlpatterns = [path("consultations", consultations)]


def _get(application: Any, path: str) -> bytes:
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000", "HTTP_HOST": "localhost", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False,
        "wsgi.run_once": False, "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    answer = application(environ, lambda line, _headers: status.append(line))
    body = b"".join(answer)
    answer.close()
    if not status[0].startswith("200"):
        raise RuntimeError(f"Django answered {status[0]}")
    return body
