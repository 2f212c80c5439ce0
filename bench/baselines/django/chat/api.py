"""The REST API, as far as it is measured: the inbox and the unread count."""
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import path
from rest_framework import generics, serializers, views
from rest_framework.response import Response

from .history import HistoryView
from .models import ChatMessage, ChatThread
from .store import PAGE


class ThreadSerializer(serializers.ModelSerializer):
    client = serializers.CharField(source="client.user.username")
    freelancer = serializers.CharField(source="freelancer.user.username")
    last_message = serializers.CharField()
    unread_count = serializers.IntegerField()

    class Meta:
        model = ChatThread
        fields = ["id", "client", "freelancer", "job", "last_message_at", "is_active", "last_message", "unread_count"]


class InboxView(generics.ListAPIView):
    """The threads of the user with the latest messages: two queries, whatever their number."""

    serializer_class = ThreadSerializer

    def get_queryset(self):
        user_id = self.request.user.pk
        newest = ChatThread.objects.of_user(user_id).order_by("-last_message_at")
        page = list(newest.values_list("pk", flat=True)[:PAGE])
        of_thread = ChatMessage.objects.filter(thread=OuterRef("pk")).order_by()
        unread = of_thread.unread_by(user_id).values("thread").annotate(count=Count("pk")).values("count")
        threads = ChatThread.objects.filter(pk__in=page).select_related("client__user", "freelancer__user")
        return threads.order_by("-last_message_at").annotate(
            last_message=Subquery(of_thread.order_by("-pk").values("message")[:1]),
            unread_count=Coalesce(Subquery(unread), 0),
        )


class UnreadCountView(views.APIView):
    """How many messages of others the user has not read, in all threads."""

    def get(self, request):
        threads = ChatThread.objects.of_user(request.user.pk)
        unread = ChatMessage.objects.unread_by(request.user.pk).filter(thread__in=threads)
        return Response({"unread_count": unread.count()})


urlpatterns = [
    path("api/chat/threads/", InboxView.as_view()),
    path("api/chat/unread-count/", UnreadCountView.as_view()),
    path("bench/history/", HistoryView.as_view()),
]
