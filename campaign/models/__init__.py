"""Tables of the campaign."""

from campaign.models.news import NewsItem
from campaign.models.promotions import HelpVisit, Promotion, Registration

__all__ = ["HelpVisit", "NewsItem", "Promotion", "Registration"]
