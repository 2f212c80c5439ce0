/**
 * What is known of two other systems, from elsewhere: on a machine of this kind, 100 sockets in 50 threads in a closed loop, both
 * writing through to disk. No command here makes these figures; they are what ours is held against.
 */
export interface KnownSystem {
  name: string;
  messagesPerSecond: number;
  quietMs: number;
  markAsReadMs: number;
  inboxMs: number;
  unreadCountMs: number;
}

/** The system that this one replaces. */
export const replaced: KnownSystem = {
  name: 'Django ORM, python-socketio, SQLite',
  messagesPerSecond: 370,
  quietMs: 2.9,
  markAsReadMs: 29,
  inboxMs: 20,
  unreadCountMs: 9,
};

/** Without receipts. */
export const socketIoWithPostgres: KnownSystem = {
  name: 'socket.io, PostgreSQL, Redis',
  messagesPerSecond: 4_100,
  quietMs: 1.2,
  markAsReadMs: 1.4,
  inboxMs: 4,
  unreadCountMs: 5,
};

/** Ours delivers at least so many times the messages of the system that it replaces. */
export const timesTheMessages = 3;
