"""The tables: users with a profile for each side of a deal, and the three models of the chat."""
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone


class Client(models.Model):
    user = models.OneToOneField(User, models.CASCADE, primary_key=True)


class Freelancer(models.Model):
    user = models.OneToOneField(User, models.CASCADE, primary_key=True)


class Job(models.Model):
    title = models.CharField(max_length=200)


class ThreadQuerySet(models.QuerySet):
    def of_user(self, user_id):
        """The threads that the user takes part in, on either side."""
        return self.filter(models.Q(client=user_id) | models.Q(freelancer=user_id))


class ChatThread(models.Model):
    client = models.ForeignKey(Client, models.CASCADE)
    freelancer = models.ForeignKey(Freelancer, models.CASCADE)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_message_at = models.DateTimeField(default=timezone.now, db_index=True)
    is_active = models.BooleanField(default=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "freelancer", "job"], name="one_thread_a_deal")]


class MessageQuerySet(models.QuerySet):
    def unread_by(self, user_id):
        """Messages of the other side that are not read. A thread has two users, so one flag says it."""
        return self.filter(is_read=False).exclude(sender=user_id)


class ChatMessage(models.Model):
    # SQLite's index of the thread holds the primary key too, so it also serves the newest messages of a thread.
    thread = models.ForeignKey(ChatThread, models.CASCADE, related_name="messages")
    sender = models.ForeignKey(User, models.CASCADE)
    message = models.TextField()
    message_type = models.CharField(max_length=20, default="text")
    sent_at = models.DateTimeField(default=timezone.now)
    is_read = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    metadata = models.JSONField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()


class MessageRead(models.Model):
    # The constraint below is an index of it as well.
    message = models.ForeignKey(ChatMessage, models.CASCADE, related_name="reads", db_index=False)
    user = models.ForeignKey(User, models.CASCADE)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="read_once")]
