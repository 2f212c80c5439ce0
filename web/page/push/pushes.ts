import type { ChatClient, RestClient, Result } from '@marketplace-chat/client';
import { createStore } from '@marketplace-chat/react';
import { canPush, endPushes, findRegistration, register, subscriptionWith } from './browser.ts';
import { forgetRecord, readRecord, writeRecord } from './record.ts';

/** `absent`: this browser has no pushes, or its user has forbidden them. */
export type PushState = 'unknown' | 'absent' | 'off' | 'on';

type PushRest = Pick<RestClient, 'pushKey' | 'subscribe' | 'unsubscribe'>;

/** The subscription is sent again after this time, in case the server has dropped it. */
const resendAfterMs = 24 * 3_600_000;

/** The pushes of a user to this browser. A browser has one subscription, so it pushes to the user who asked last. */
export class Pushes {
  readonly state = createStore<PushState>('unknown');
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rest: PushRest,
    private readonly userId: string,
  ) {}

  /**
   * Checks the browser's subscription. Keeps this user's pushes going, even if the browser has replaced it, and ends
   * those of an earlier user.
   */
  look(): Promise<void> {
    return this.inTurn(async () => this.state.set(await this.lookAt().catch(() => 'off' as const)));
  }

  /**
   * Asks the user for permission, and subscribes. It has to be called from a click handler.
   *
   * @throws an error of the browser or of the server
   */
  async turnOn(): Promise<void> {
    // At once: some browsers ask only while they handle the click.
    if ((await Notification.requestPermission()) === 'granted') await this.inTurn(() => this.subscribe());
    await this.look();
  }

  /** Ends the pushes to this browser. Without a network, the next push fails, and the server drops the subscription. */
  turnOff(): Promise<void> {
    return this.inTurn(async () => {
      forgetRecord();
      const registration = await findRegistration();
      const endpoint = registration === null ? null : await endPushes(registration);
      this.state.set('off');
      if (endpoint !== null) await this.rest.unsubscribe({ endpoint });
    });
  }

  /** One after the other: what one of them finds must not be changed by another meanwhile. */
  private inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.last.then(act);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async lookAt(): Promise<PushState> {
    const isMine = readRecord()?.userId === this.userId;
    if (canPush() && isMine && Notification.permission === 'granted') return this.goOn();
    const registration = await findRegistration();
    if (registration !== null) await endPushes(registration);
    if (isMine) forgetRecord();
    return canPush() && Notification.permission !== 'denied' ? 'off' : 'absent';
  }

  private async goOn(): Promise<PushState> {
    const { endpoint, atMs } = readRecord()!;
    const registration = await register();
    const subscription = await registration.pushManager.getSubscription();
    if (subscription === null) await this.subscribe();
    // If the server cannot be told now, it is told the next time.
    else if (subscription.endpoint !== endpoint || Date.now() - atMs > resendAfterMs)
      await this.subscribe().catch(() => undefined);
    return 'on';
  }

  private async subscribe(): Promise<void> {
    const { public_key } = valueOf(await this.rest.pushKey());
    const { endpoint, keys } = (await subscriptionWith(await register(), public_key)).toJSON();
    const { p256dh = '', auth = '' } = keys ?? {};
    valueOf(await this.rest.subscribe({ endpoint: endpoint ?? '', keys: { p256dh, auth } }));
    writeRecord({ userId: this.userId, endpoint: endpoint ?? '', atMs: Date.now() });
  }
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.error.message);
}

const known = new WeakMap<ChatClient, Pushes>();

/** The pushes of the user whose client this is: one object for the whole page. */
export function pushesOf(client: ChatClient, userId: string): Pushes {
  const pushes = known.get(client) ?? new Pushes(client.rest, userId);
  known.set(client, pushes);
  return pushes;
}
