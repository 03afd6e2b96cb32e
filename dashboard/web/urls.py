"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from dashboard.web import home, lead_page, search, words

app_name = "dashboard"
urlpatterns = [
    path("", home.show, name="home"),
    path("leads/<uuid:lead_id>", lead_page.show, name="lead"),
    path("glossary", words.glossary, name="glossary"),
    path("search", search.show, name="search"),
]
