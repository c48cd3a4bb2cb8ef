"""Tables of the campaign."""

from campaign.models.competition import Competition, Reckoning, ScoringRules, Standing
from campaign.models.draw import DrawCode, DrawEntry, PrizeDraw
from campaign.models.news import NewsItem
from campaign.models.outreach import NewsletterIssue, Post, PressKit, Subscriber
from campaign.models.promotions import HelpVisit, Promotion, Registration

__all__ = [
    "Competition", "DrawCode", "DrawEntry", "HelpVisit", "NewsItem", "NewsletterIssue", "Post", "PressKit", "PrizeDraw",
    "Promotion", "Reckoning", "Registration", "ScoringRules", "Standing", "Subscriber",
]  # fmt: skip
