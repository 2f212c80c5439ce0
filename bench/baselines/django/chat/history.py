"""Not part of the chat: creates the users, threads and messages for a measurement."""
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from .models import ChatMessage, ChatThread, Client, Freelancer, MessageRead
from .tokens import token_for

LENGTH = 200


def create_thread(client, freelancer, age):
    Client.objects.get_or_create(user_id=client)
    Freelancer.objects.get_or_create(user_id=freelancer)
    at = timezone.now() - timedelta(seconds=age)
    return ChatThread.objects.create(client_id=client, freelancer_id=freelancer, last_message_at=at)


def create_messages(thread, count, unread):
    """Messages of the freelancer. The client has read all but the last `unread`."""
    at = thread.last_message_at
    ChatMessage.objects.bulk_create(
        ChatMessage(
            thread=thread, sender_id=thread.freelancer_id, message="x" * LENGTH, sent_at=at, is_read=left >= unread
        )
        for left in reversed(range(count))
    )
    read = thread.messages.filter(is_read=True).values_list("pk", flat=True)
    MessageRead.objects.bulk_create(MessageRead(message_id=pk, user_id=thread.client_id) for pk in read)


class HistoryView(APIView):
    """
    `{"users": [name], "threads": [{"client", "freelancer", "messages", "unread"}]}`, the newest thread first; all users
    are new. Returns the users' tokens by name, and the threads' numbers.
    """

    authentication_classes = []
    permission_classes = [AllowAny]

    @transaction.atomic
    def post(self, request):
        ids = {name: User.objects.create(username=name).pk for name in request.data["users"]}
        threads = []
        for age, given in enumerate(request.data["threads"]):
            thread = create_thread(ids[given["client"]], ids[given["freelancer"]], age)
            create_messages(thread, given["messages"], given["unread"])
            threads.append(thread.pk)
        return Response({"tokens": {name: token_for(pk) for name, pk in ids.items()}, "threads": threads})
