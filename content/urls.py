from django.urls import path

from . import feeds, news, views
from .periods import by_date

app_name = "content"

urlpatterns = [
    path("wat-te-doen/", views.GuideList.as_view(), name="guide_list"),
    path("wat-te-doen/<slug:slug>/", views.GuideDetail.as_view(), name="guide"),
    path("onderwerpen/", views.TopicList.as_view(), name="topic_list"),
    path("onderwerpen/<slug:slug>/", views.TopicDetail.as_view(), name="topic"),
    path("beeld/<slug:key>-<int:width>.webp", views.image, name="image"),
    path("meldcode/", views.CodeDetail.as_view(), {"slug": "meldcode"}, name="reporting_code"),
    path("woordenlijst/", views.GlossaryDetail.as_view(), {"slug": "woordenlijst"}, name="glossary"),
    path("nieuws/", news.NewsList.as_view(), name="news_list"),
    path("nieuws/feed.xml", feeds.NewsFeed(), name="news_feed"),
    *by_date("nieuws/archief/", news.NewsArchive.as_view(), "news_archive"),
    path("nieuws/<slug:slug>/", news.NewsDetail.as_view(), name="news_item"),
    path("verhalen/", views.StoryList.as_view(), name="story_list"),
    path("verhalen/<slug:slug>/", views.StoryDetail.as_view(), name="story"),
    path("samenwerken/", views.FrustrationList.as_view(), name="frustration_list"),
    path("samenwerken/<slug:slug>/", views.FrustrationDetail.as_view(), name="frustration"),
    path("regiovisie/", views.VisionList.as_view(), name="vision_list"),
    path("regiovisie/<slug:slug>/", views.VisionDetail.as_view(), name="vision"),
    path("downloads/", views.DownloadList.as_view(), name="download_list"),
    path("<slug:slug>/", views.PageDetail.as_view(), name="page"),
]
