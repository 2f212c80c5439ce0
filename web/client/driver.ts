import { ChatError } from '../../protocol/errors.ts';
import { failureOfThrown } from './api/failures.ts';
import type { ChatClientOptions, Environment, Timing } from './api/options.ts';
import type { ChatEvents, Failure, Result, TokenSource, WhichToken } from './api/types.ts';
import { nextDeadlineMs } from './core/deadlines.ts';
import { defaultTiming } from './core/machine/default-timing.ts';
import type { Effect } from './core/machine/effects.ts';
import type { Input, TokenPurpose } from './core/machine/inputs.ts';
import type { Moment } from './core/machine/turn.ts';
import { initialState, type ClientState } from './core/state/client.ts';
import { step } from './core/step.ts';
import { PatientOutbox } from './outbox-store/patient.ts';
import { OutboxWriter } from './outbox-store/writer.ts';
import { putBytes } from './uploads/put-bytes.ts';
import { Uploads } from './uploads/uploads.ts';
import { Emitter } from './platform/emitter.ts';
import { platform } from './platform/environment.ts';
import { Sockets } from './platform/sockets.ts';
import { TokenKeeper } from './platform/tokens.ts';
import { InboxLoader } from './rest/inbox-loader.ts';
import { createRestClient, type RestClient, type RestOptions } from './rest/rest.ts';
import { platformOutbox, platformUploads } from './stores.ts';

function socketConstructor(options: ChatClientOptions): NonNullable<ChatClientOptions['WebSocket']> {
  const Socket = options.WebSocket ?? (globalThis.WebSocket as ChatClientOptions['WebSocket']);
  if (!Socket) throw new TypeError('This platform has no WebSocket: pass one as options.WebSocket');
  return Socket;
}

/** What shows the state to the user of the client. */
interface Shown {
  /** Called within each step. Throws if the state cannot be shown. */
  prepare(): void;
  /** Called after each step. */
  changed(): void;
}

/** Runs the machine in `core/`: passes it the inputs one by one, and carries out its effects. */
export class Driver {
  readonly emitter = new Emitter();
  readonly environment: Environment;
  readonly rest: RestClient;
  readonly inbox: InboxLoader;
  readonly uploads: Uploads;
  state: ClientState;

  readonly timing: Timing;
  private readonly sockets: Sockets;
  private readonly outbox: OutboxWriter;
  private readonly settlers = new Map<number, (result: Result<never>) => void>();
  private readonly inputs: Input[] = [];
  private tokens: TokenKeeper | null = null;
  private isRunning = false;
  private nextCall = 1;
  private steppedAtMs = 0;
  private cancelTick = () => {};

  constructor(
    private readonly options: ChatClientOptions,
    private readonly shown: Shown,
  ) {
    this.environment = options.environment ?? platform;
    this.timing = { ...defaultTiming, ...options.timing };
    const failed = (failure: Failure) => this.emitter.emit('failure', failure);
    const { environment } = this;
    const store = new PatientOutbox(
      options.outboxStore ?? platformOutbox(),
      (delayMs, callback) => environment.after(delayMs, callback),
      this.timing.storeTimeoutMs,
      () => failed({ code: 'storage', message: 'The outbox does not answer' }),
    );
    this.outbox = new OutboxWriter(store, (input) => this.dispatch(input), failed);
    this.state = initialState(options.userId ?? null, environment.dateMs() - environment.steadyMs());
    this.sockets = new Sockets(options.socketUrl, socketConstructor(options), (input) => this.dispatch(input));
    const isAccepted = () => this.state.connection.kind === 'connected';
    this.rest = this.restWith({ token: (refresh) => this.token(refresh), isAccepted });
    this.inbox = new InboxLoader(
      this.rest,
      () => this.state.inbox,
      (input) => this.dispatch(input),
    );
    this.uploads = this.openUploads();
  }

  private openUploads(): Uploads {
    return new Uploads({
      store: this.options.uploadStore ?? platformUploads(),
      rest: this.rest,
      put: this.options.putBytes ?? putBytes,
      environment: this.environment,
      storeTimeoutMs: this.timing.storeTimeoutMs,
      ready: (upload, attachment) => this.dispatch({ kind: 'file_ready', upload, attachment }),
      failed: (upload, failure) => this.dispatch({ kind: 'file_failed', upload, failure }),
      changed: (uploads) => this.emitter.emit('uploads', uploads),
    });
  }

  /** Goes on with the uploads, once the messages that wait for them are known. */
  private async adoptUploads(userId: string): Promise<void> {
    await this.outbox.settled();
    await this.uploads.adopt(userId);
    const entries = [...this.state.outbox.values()].flat();
    const isWaitedFor = (entryId: string) => entries.some(({ id }) => id === entryId);
    for (const { entryId } of this.uploads.all)
      if (entryId !== null && !isWaitedFor(entryId)) this.uploads.release(entryId);
    const files = entries.flatMap((entry) => entry.files ?? []);
    const lost = files.filter((file) => file.attachment === null && this.uploads.find(file.upload) === null);
    const failure: Failure = { code: 'storage', message: 'The file is not on this device any more' };
    for (const { upload } of lost) this.dispatch({ kind: 'file_failed', upload, failure });
  }

  /** Ends the connection and stops the uploads. */
  disconnect(): void {
    this.uploads.stop();
    this.dispatch({ kind: 'disconnect' });
  }

  useToken(source: TokenSource): void {
    this.tokens = new TokenKeeper(source, {
      serverNowMs: () => this.serverNowMs(),
      after: (delayMs, callback) => this.environment.after(delayMs, callback),
      timeoutMs: this.timing.connectTimeoutMs,
    });
  }

  /** The server's time, as far as it is known. */
  serverNowMs(): number {
    return this.environment.steadyMs() + this.state.clockOffsetMs;
  }

  /** Handles an input. One that arrives while another is handled waits for its turn. */
  dispatch(input: Input): void {
    this.inputs.push(input);
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      for (let next = this.inputs.shift(); next; next = this.inputs.shift()) this.run(next);
    } finally {
      this.isRunning = false;
    }
    this.schedule();
  }

  /** The number of the user's entries in the store; null if it cannot be known. */
  async countStored(): Promise<number | null> {
    return this.state.userId === null ? null : this.outbox.count(this.state.userId);
  }

  /** Resolves once all writes to the store so far have ended. */
  stored(): Promise<void> {
    return this.outbox.settled();
  }

  /** Dispatches an input, and resolves with the `settle` effect that answers it. */
  call<T>(inputOf: (call: number) => Input): Promise<Result<T>> {
    const call = this.nextCall++;
    return new Promise((resolve) => {
      this.settlers.set(call, resolve as (result: Result<never>) => void);
      this.dispatch(inputOf(call));
    });
  }

  private run(input: Input): void {
    this.steppedAtMs = this.environment.steadyMs();
    const moment = { nowMs: this.steppedAtMs, random: this.environment.random() };
    for (const effect of this.stepped(input, moment)) this.perform(effect);
    this.shown.changed();
  }

  /** A step that throws, for example on a frame that breaks the contract, changes nothing. Returns its effects. */
  private stepped(input: Input, moment: Moment): Effect[] {
    const before = this.state;
    try {
      const { state, effects } = step(before, input, moment, this.timing);
      this.state = state;
      this.shown.prepare();
      return effects;
    } catch (error) {
      this.state = before;
      const message = `${input.kind} could not be handled: ${failureOfThrown(error).message}`;
      return [{ kind: 'emit', event: 'failure', data: { code: 'internal', message } }];
    }
  }

  private schedule(): void {
    this.cancelTick();
    // Counted from the last step, not from now: deadlines that have passed since are still to be handled.
    const dueMs = nextDeadlineMs(this.state, this.steppedAtMs);
    const delayMs = Math.max(0, (dueMs ?? 0) - this.environment.steadyMs());
    this.cancelTick =
      dueMs === null ? () => {} : this.environment.after(delayMs, () => this.dispatch({ kind: 'tick' }));
  }

  private perform(effect: Effect): void {
    switch (effect.kind) {
      case 'open':
        return this.sockets.connect(effect.socket, effect.token);
      case 'close':
        return this.sockets.close(effect.socket);
      case 'send':
        return this.sockets.send(effect.socket, effect.frame);
      case 'fetch_token':
        return void this.fetchToken(effect.purpose, effect.which);
      case 'probe':
        return void this.probe(effect.socket, effect.token);
      case 'add':
        return this.outbox.add(effect.entry);
      case 'update':
        return this.outbox.update(effect.entry, effect.previousAfterSeq);
      case 'unstore':
        this.uploads.release(effect.id);
        return this.outbox.remove(effect.id);
      case 'adopt':
        this.outbox.adopt(effect.userId);
        return void this.adoptUploads(effect.userId);
      case 'clear':
        void this.uploads.clear(effect.userId);
        return this.outbox.clear(effect.userId);
      case 'refresh_inbox':
        return void this.inbox.refresh();
      case 'settle':
        return this.settle(effect.call, effect.result);
      case 'emit':
        return this.emitter.emit(effect.event, effect.data as ChatEvents[typeof effect.event]);
    }
  }

  private settle(call: number, result: Result<unknown>): void {
    this.settlers.get(call)?.(result as Result<never>);
    this.settlers.delete(call);
  }

  private restWith(how: Pick<RestOptions, 'token' | 'isAccepted' | 'repeats'>): RestClient {
    return createRestClient({
      apiUrl: this.options.apiUrl,
      ...how,
      random: () => this.environment.random(),
      wait: (ms) => new Promise((resolve) => void this.environment.after(ms, resolve)),
      ...(this.options.fetch && { fetch: this.options.fetch }),
    });
  }

  private async token(refresh: boolean): Promise<string> {
    if (!this.tokens) throw new ChatError('unauthorized', 'No token yet: call connect first');
    return (await this.tokens.get(refresh ? 'another' : 'current')).token;
  }

  private async fetchToken(purpose: TokenPurpose, which: WhichToken): Promise<void> {
    try {
      const token = await this.tokens!.get(which);
      this.dispatch({ kind: 'token_ready', purpose, ...token });
    } catch (error) {
      this.dispatch({ kind: 'token_failed', purpose, failure: failureOfThrown(error) });
    }
  }

  private async probe(socket: number, token: string): Promise<void> {
    const answer = await this.restWith({ token: async () => token, repeats: false }).listThreads({ limit: 1 });
    this.dispatch({ kind: 'probed', socket, failure: answer.ok ? null : answer.error });
  }
}
