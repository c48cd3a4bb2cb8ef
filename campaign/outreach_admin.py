"""The newsletter and the plan of posts in the admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from campaign import access, actions
from campaign.models import NewsletterIssue, Post
from campaign.organisers import OrganisersAdmin


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an issue to all readers."""
    user = access.organiser(request)
    issue = get_object_or_404(NewsletterIssue, pk=pk)
    try:
        actions.send_issue(issue=issue, by=user)
    except actions.NotYet:
        messages.warning(request, gettext("Овај број је већ послат."))
    else:
        messages.success(request, gettext("Билтен се шаље свим читаоцима."))
    return redirect("admin:campaign_newsletterissue_changelist")


@admin.register(NewsletterIssue)
class NewsletterIssueAdmin(OrganisersAdmin):
    """Issues of the newsletter; one that was sent stays as it is."""

    list_display = ("subject", "sent_at")
    fields = ("subject", "body", "subject_en", "body_en")
    change_form_template = "admin/campaign/issue.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_allowed(request) and (obj is None or obj.sent_at is None)

    def get_urls(self) -> list[URLPattern]:
        """The address of the button that sends."""
        view = self.admin_site.admin_view(send)
        return [path("<int:pk>/posalji/", view, name="campaign_newsletterissue_send"), *super().get_urls()]


@admin.register(Post)
class PostAdmin(OrganisersAdmin):
    """What is posted where and when, and what came of it."""

    can_delete = True
    list_display = ("planned_on", "channel", "target", "published_on", "reach", "visits")
    list_filter = ("channel",)
    date_hierarchy = "planned_on"
    fields = ("planned_on", "channel", "text", "target", "short_address", "published_on", "reach", "visits")
    readonly_fields = ("short_address", "visits")

    @admin.display(description=_("адреса за објаву"))
    def short_address(self, row: Post) -> str:
        """The address to put into the post, which counts visits."""
        return f"{settings.SITE_ADDRESS}{row.get_absolute_url()}"
