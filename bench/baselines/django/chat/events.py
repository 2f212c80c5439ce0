"""The Socket.IO server: its events, and who is notified of them."""
import socketio
from asgiref.sync import sync_to_async

from . import store
from .tokens import find_user

sio = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")


def room_of(thread_id):
    return f"thread_{thread_id}"


@sio.event
async def connect(sid, environ, auth):
    user = await sync_to_async(find_user)((auth or {}).get("token"))
    if user is None:
        raise socketio.exceptions.ConnectionRefusedError("invalid token")
    session = {"user_id": user.pk, "username": user.username}
    await sio.save_session(sid, session)
    await sio.emit("connection_confirmed", {"user": session}, to=sid)


def on(name):
    """Handles an event by a function of the socket, its user and the event's fields. A refusal becomes `error`."""

    def register(handle):
        async def receive(sid, fields=None):
            user = await sio.get_session(sid)
            try:
                if not isinstance(fields, dict):
                    raise store.Refused("fields are missing")
                await handle(sid, user, fields)
            except store.Refused as refusal:
                await sio.emit("error", {"message": str(refusal)}, to=sid)

        sio.on(name, receive)
        return handle

    return register


@on("join_thread")
async def join_thread(sid, user, fields):
    thread_id = fields.get("thread_id")
    messages = await sync_to_async(store.newest_messages)(thread_id, user["user_id"])
    sio.enter_room(sid, room_of(thread_id))
    await sio.emit("thread_joined", {"thread_id": thread_id, "messages": messages}, to=sid)
    joined = {"thread_id": thread_id, "user": user["username"]}
    await sio.emit("user_joined", joined, room=room_of(thread_id), skip_sid=sid)


@on("send_message")
async def send_message(sid, user, fields):
    given = fields.get("thread_id"), user, fields.get("content"), fields.get("type", "text")
    message = await sync_to_async(store.add_message)(*given)
    await sio.emit("new_message", message, room=room_of(message["thread_id"]))


@on("mark_as_read")
async def mark_as_read(sid, user, fields):
    thread_id = fields.get("thread_id")
    count = await sync_to_async(store.mark_as_read)(thread_id, user["user_id"])
    read = {"thread_id": thread_id, "user": user["username"], "count": count}
    await sio.emit("messages_read", read, to=sid)
    await sio.emit("messages_read", read, room=room_of(thread_id), skip_sid=sid)


def pass_on(name):
    """Typing is told to the others in the room, by whoever is in it."""

    @on(name)
    async def typing(sid, user, fields):
        room = room_of(fields.get("thread_id"))
        if room in sio.rooms(sid):
            told = {"thread_id": fields["thread_id"], "user": user["username"]}
            await sio.emit(name, told, room=room, skip_sid=sid)


pass_on("typing_start")
pass_on("typing_stop")
