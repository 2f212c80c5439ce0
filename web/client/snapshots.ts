import type { ConnectionState, Inbox, OutboxEntry, ThreadLog } from './api/types.ts';
import type { ClientState } from './core/state/client.ts';
import { isSameConnection, logParts, viewConnection, viewInbox, viewLog, viewOutbox } from './core/views.ts';
import type { Emitter } from './platform/emitter.ts';

/** Caches a view until one of the parts that it is made of is another object. */
function memo<V>(parts: () => readonly unknown[], make: () => V): () => V {
  let last: { parts: readonly unknown[]; view: V } | null = null;
  return () => {
    const now = parts();
    if (!last || now.some((part, index) => part !== last!.parts[index])) last = { parts: now, view: make() };
    return last.view;
  };
}

/** The immutable snapshots of a client, and the events for changed ones. */
export class Views {
  readonly inbox: () => Inbox;
  readonly outbox: () => readonly OutboxEntry[];
  private readonly logs = new Map<string, () => ThreadLog>();
  private readonly shownLogs = new Map<string, ThreadLog>();
  private shown: { connection: ConnectionState; inbox: Inbox; outbox: readonly OutboxEntry[] };

  constructor(
    private readonly state: () => ClientState,
    private readonly emitter: Emitter,
  ) {
    this.inbox = memo(
      () => [state().inbox, state().threads, state().unread],
      () => viewInbox(state()),
    );
    this.outbox = memo(
      () => [state().outbox],
      () => viewOutbox(state()),
    );
    this.shown = { connection: viewConnection(state()), inbox: this.inbox(), outbox: this.outbox() };
  }

  connection(): ConnectionState {
    const now = viewConnection(this.state());
    return isSameConnection(now, this.shown.connection) ? this.shown.connection : now;
  }

  log(threadId: string): ThreadLog {
    const view =
      this.logs.get(threadId) ??
      memo(
        () => logParts(this.state(), threadId),
        () => viewLog(this.state(), threadId),
      );
    this.logs.set(threadId, view);
    return view();
  }

  /** Makes the snapshots that depend on what the server has sent. Throws if that breaks the contract. */
  prepare(): void {
    this.inbox();
    this.outbox();
  }

  /** Emits the snapshots that have changed. Called after each step. */
  changed(): void {
    const before = this.shown;
    this.shown = { connection: this.connection(), inbox: this.inbox(), outbox: this.outbox() };
    const { connection, inbox, outbox } = this.shown;
    if (connection !== before.connection) this.emitter.emit('connection', connection);
    if (inbox !== before.inbox) this.emitter.emit('inbox', inbox);
    if (outbox !== before.outbox) this.emitter.emit('outbox', outbox);
    for (const threadId of this.state().rooms.keys()) this.logChanged(threadId);
  }

  private logChanged(threadId: string): void {
    const log = this.log(threadId);
    if (this.shownLogs.get(threadId) === log) return;
    this.shownLogs.set(threadId, log);
    this.emitter.emit('log', log);
  }
}
