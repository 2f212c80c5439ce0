"""
The chat that this project replaces, for measuring side by side. Starts it on a free port with a new database in
DATA_DIR, and prints `ready URL`.
"""
import os
import socket

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

import socketio
import uvicorn
from django.core.management import call_command
from django.db import connection

from chat.events import sio


def create_tables():
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        # The file remembers this. SQLite still waits for the disk with every commit (synchronous is FULL by default).
        cursor.execute("PRAGMA journal_mode = WAL")
    connection.close()


def serve():
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    config = uvicorn.Config(
        socketio.ASGIApp(sio, django_application),
        loop="uvloop",
        http="httptools",
        ws="websockets",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )
    print(f"ready http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


create_tables()
serve()
