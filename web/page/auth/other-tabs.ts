import type { Unsubscribe } from '@marketplace-chat/client';

const channelName = 'chat.signed-out';
/** Other channel objects of this tab receive its messages too, so each message carries its tab. */
const thisTab = crypto.randomUUID();

interface SignedOut {
  userId: string;
  tab: string;
}

/** Notifies the other tabs of this browser that the user has signed out. */
export function notifySignedOut(userId: string): void {
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
