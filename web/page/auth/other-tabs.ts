import type { Unsubscribe } from '@marketplace-chat/client';

const channelName = 'chat.signed-out';
/** A channel is also heard by those of the own tab. */
const thisTab = crypto.randomUUID();

interface SignedOut {
  userId: string;
  tab: string;
}

/** Tells the other tabs of this browser that the user has signed out. */
export function tellSignedOut(userId: string): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage({ userId, tab: thisTab } satisfies SignedOut);
  channel.close();
}

/** Calls back when the user signs out in another tab. */
export function onSignedOutElsewhere(userId: string, callback: () => void): Unsubscribe {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<SignedOut>) => {
    if (data.userId === userId && data.tab !== thisTab) callback();
  };
  return () => channel.close();
}
