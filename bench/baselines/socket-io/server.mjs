/**
 * A chat in one process, as an upper limit of what a server without Lambda could reach: Socket.IO with SQLite in the
 * process. A message is pushed to the room and replied to when it is synced to disk, so that it is as durable as in the
 * systems that it is compared with. Messages that arrive together are committed together. It leaves out what takes no
 * time for a message: it does not verify tokens.
 *
 * Plain JavaScript with its own dependencies (bench/baselines/package.json). Its data is in
 * DATA_DIR. Prints `ready URL`.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Server } from 'socket.io';

const db = new Database(join(process.env.DATA_DIR, 'chat.sqlite'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  CREATE TABLE IF NOT EXISTS threads (
    id TEXT PRIMARY KEY, client_id TEXT NOT NULL, freelancer_id TEXT NOT NULL,
    last_seq INTEGER NOT NULL DEFAULT 0, last_message_at INTEGER NOT NULL DEFAULT 0, preview TEXT);
  CREATE INDEX IF NOT EXISTS by_client ON threads (client_id, last_message_at DESC);
  CREATE INDEX IF NOT EXISTS by_freelancer ON threads (freelancer_id, last_message_at DESC);
  CREATE TABLE IF NOT EXISTS messages (
    thread_id TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, sender_id TEXT NOT NULL, content TEXT NOT NULL,
    sent_at INTEGER NOT NULL, PRIMARY KEY (thread_id, seq)) WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS by_client_message ON messages (thread_id, sender_id, id);
  CREATE TABLE IF NOT EXISTS read_marks (
    thread_id TEXT NOT NULL, user_id TEXT NOT NULL, up_to_seq INTEGER NOT NULL, read_at INTEGER NOT NULL,
    PRIMARY KEY (thread_id, user_id)) WITHOUT ROWID;
`);

const unreadOf = `(SELECT count(*) FROM messages m WHERE m.thread_id = t.id AND m.sender_id <> :user
  AND m.seq > coalesce((SELECT up_to_seq FROM read_marks r WHERE r.thread_id = t.id AND r.user_id = :user), 0))`;
const ofUser = (columns) =>
  `SELECT ${columns} FROM threads t WHERE client_id = :user UNION ALL SELECT ${columns} FROM threads t WHERE freelancer_id = :user`;
const sql = {
  thread: db.prepare('SELECT * FROM threads WHERE id = ? AND ? IN (client_id, freelancer_id)'),
  newThread: db.prepare('INSERT INTO threads (id, client_id, freelancer_id) VALUES (?, ?, ?)'),
  insert: db.prepare(
    'INSERT INTO messages (thread_id, seq, id, sender_id, content, sent_at) VALUES (?, ?, ?, ?, ?, ?)',
  ),
  sent: db.prepare('SELECT seq, sent_at FROM messages WHERE thread_id = ? AND sender_id = ? AND id = ?'),
  forward: db.prepare('UPDATE threads SET last_seq = ?, last_message_at = ?, preview = ? WHERE id = ?'),
  newest: db.prepare('SELECT * FROM messages WHERE thread_id = ? ORDER BY seq DESC LIMIT ?'),
  unreadIn: db.prepare(`SELECT ${unreadOf} AS count FROM threads t WHERE id = :thread`).pluck(),
  mark: db.prepare(
    `INSERT INTO read_marks VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET up_to_seq = excluded.up_to_seq, read_at = excluded.read_at`,
  ),
  inbox: db.prepare(
    `SELECT t.*, ${unreadOf} AS unread_count FROM (${ofUser('*')} ORDER BY last_message_at DESC LIMIT :limit) t`,
  ),
  unread: db.prepare(`SELECT id, ${unreadOf} AS count FROM (${ofUser('*')}) t WHERE count > 0`),
};

function append({ userId, threadId, id, content }) {
  const thread = sql.thread.get(threadId, userId);
  if (thread === undefined) return { error: 'not_found' };
  const seq = thread.last_seq + 1;
  const sentAt = Date.now();
  const repeat = sql.sent.get(threadId, userId, id);
  if (repeat !== undefined)
    return { message: { id, threadId, seq: repeat.seq, senderId: userId, content, sentAt: repeat.sent_at } };
  sql.insert.run(threadId, seq, id, userId, content, sentAt);
  sql.forward.run(seq, sentAt, content.slice(0, 100), threadId);
  return { message: { id, threadId, seq, senderId: userId, content, sentAt } };
}

/** Sends since the last commit. */
const waiting = [];
const appendAll = db.transaction((sends) => sends.map(append));

function flush() {
  const sends = waiting.splice(0);
  const results = appendAll(sends);
  results.forEach(({ message, error }, index) => {
    const { socket, answer } = sends[index];
    if (message !== undefined) socket.to(message.threadId).emit('new_message', message);
    answer({ message, error });
  });
}

function send(request) {
  if (waiting.push(request) === 1) setImmediate(flush);
}

function markAsRead(userId, threadId) {
  const thread = sql.thread.get(threadId, userId);
  const count = sql.unreadIn.get({ user: userId, thread: threadId });
  sql.mark.run(threadId, userId, thread.last_seq, Date.now());
  return { threadId, userId, count, upToSeq: thread.last_seq };
}

/** Writes the history that the measurements need, in one transaction. */
const seed = db.transaction((threads) => {
  for (const { id, client, freelancer, messages, sender } of threads) {
    sql.newThread.run(id, client, freelancer);
    for (let seq = 1; seq <= messages; seq += 1)
      append({ userId: sender, threadId: id, id: `seed-${seq}`, content: 'x'.repeat(200) });
  }
});

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  const { userId } = socket.handshake.auth;
  socket.on('seed', (threads, answer) => (seed(threads), answer({})));
  socket.on('join_thread', (threadId, answer) => {
    const thread = sql.thread.get(threadId, userId);
    if (thread === undefined) return answer({ error: 'not_found' });
    // Only an adapter across processes takes time to join; the one in memory is done at once.
    void socket.join(threadId);
    answer({ thread, messages: sql.newest.all(threadId, 50).reverse() });
  });
  socket.on('send_message', ({ threadId, id, content }, answer) =>
    send({ socket, answer, userId, threadId, id, content }),
  );
  socket.on('mark_as_read', (threadId, answer) => {
    const read = markAsRead(userId, threadId);
    socket.to(threadId).emit('messages_read', read);
    answer(read);
  });
  socket.on('inbox', (limit, answer) => answer({ threads: sql.inbox.all({ user: userId, limit }) }));
  socket.on('unread_count', (_, answer) => answer({ threads: sql.unread.all({ user: userId }) }));
});
http.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${http.address().port}`));
process.on('SIGINT', () => process.exit(0));
