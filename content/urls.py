from django.urls import path

from . import views

app_name = "content"

urlpatterns = [
    path("wat-te-doen/", views.GuideList.as_view(), name="guide_list"),
    path("wat-te-doen/<slug:slug>/", views.GuideDetail.as_view(), name="guide"),
    path("onderwerpen/", views.TopicList.as_view(), name="topic_list"),
    path("onderwerpen/<slug:slug>/", views.TopicDetail.as_view(), name="topic"),
    path("beeld/<slug:key>-<int:width>.webp", views.image, name="image"),
    path("meldcode/", views.CodeDetail.as_view(), {"slug": "meldcode"}, name="reporting_code"),
    path("woordenlijst/", views.GlossaryDetail.as_view(), {"slug": "woordenlijst"}, name="glossary"),
    path("<slug:slug>/", views.PageDetail.as_view(), name="page"),
]
