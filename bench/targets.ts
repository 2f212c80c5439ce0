/**
 * Figures of two other systems, which ours is compared with. They were measured elsewhere, on a machine of the
 * same kind: 100 sockets in 50 threads in a closed loop, with every commit synced to disk. No command of this
 * repository reproduces them.
 */
export interface KnownSystem {
  name: string;
  messagesPerSecond: number;
  quietMs: number;
  markAsReadMs: number;
  inboxMs: number;
  unreadCountMs: number;
}

/** The system that this project replaces. */
export const replaced: KnownSystem = {
  name: 'Django ORM, python-socketio, SQLite',
  messagesPerSecond: 370,
  quietMs: 2.9,
  markAsReadMs: 29,
  inboxMs: 20,
  unreadCountMs: 9,
};

/** It keeps no read receipts. */
export const socketIoWithPostgres: KnownSystem = {
  name: 'socket.io, PostgreSQL, Redis',
  messagesPerSecond: 4_100,
  quietMs: 1.2,
  markAsReadMs: 1.4,
  inboxMs: 4,
  unreadCountMs: 5,
};

/** Ours must deliver at least this many times the messages a second of the system that it replaces. */
export const timesTheMessages = 3;
