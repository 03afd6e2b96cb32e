"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from dashboard.web import home

app_name = "dashboard"
urlpatterns = [
    path("", home.show, name="home"),
]
