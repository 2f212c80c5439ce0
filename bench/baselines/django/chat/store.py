"""What the events of a socket read and write."""
from django.db import transaction
from django.utils import timezone

from .models import ChatMessage, ChatThread, MessageRead

PAGE = 50
MAX_LENGTH = 10_000


class Refused(Exception):
    """The request is not allowed. The text goes to the user."""


def require_thread(thread_id, user_id):
    """The thread with this number, if the user takes part in it."""
    if not isinstance(thread_id, int):
        raise Refused("thread_id must be a number")
    thread = ChatThread.objects.of_user(user_id).filter(pk=thread_id).first()
    if thread is None:
        raise Refused("no such thread")
    return thread


def as_event(message, username):
    return {
        "id": message.pk,
        "thread_id": message.thread_id,
        "sender": {"id": message.sender_id, "username": username},
        "message": message.message,
        "message_type": message.message_type,
        "sent_at": message.sent_at.isoformat(),
        "is_read": message.is_read,
    }


def newest_messages(thread_id, user_id):
    """The last page of the thread, oldest first."""
    thread = require_thread(thread_id, user_id)
    page = thread.messages.select_related("sender").order_by("-pk")[:PAGE]
    return [as_event(message, message.sender.username) for message in reversed(page)]


@transaction.atomic
def add_message(thread_id, user, content, message_type):
    """Stores a text of the user, and moves the thread to the top of both inboxes."""
    if not isinstance(content, str) or not 0 < len(content) <= MAX_LENGTH:
        raise Refused(f"content must have 1 to {MAX_LENGTH} characters")
    if message_type != "text":
        raise Refused("users send texts only")
    thread = require_thread(thread_id, user["user_id"])
    message = ChatMessage.objects.create(thread=thread, sender_id=user["user_id"], message=content)
    thread.last_message_at = message.sent_at
    thread.save(update_fields=["last_message_at"])
    return as_event(message, user["username"])


@transaction.atomic
def mark_as_read(thread_id, user_id):
    """Marks every message of the other side read, with a receipt for each. Returns how many there were."""
    thread = require_thread(thread_id, user_id)
    ids = list(thread.messages.unread_by(user_id).values_list("pk", flat=True))
    now = timezone.now()
    receipts = [MessageRead(message_id=pk, user_id=user_id, read_at=now) for pk in ids]
    MessageRead.objects.bulk_create(receipts, ignore_conflicts=True)
    thread.messages.unread_by(user_id).filter(pk__lte=max(ids, default=0)).update(is_read=True)
    return len(ids)
