import { useCallback, useEffect, useState } from 'react';
import type { ChatClient } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';

/** A link is asked for again this long before it expires. */
const renewBeforeMs = 30_000;

interface Known {
  url: string;
  expiresAtMs: number;
}

/** By client, so that a user who signs out leaves none behind. Rows of the list come and go while links live on. */
const links = new WeakMap<ChatClient, Map<string, Known>>();

export interface FilePlace {
  threadId: string;
  attachmentId: string;
  preview?: boolean;
}

/** A link to a file of a message, minted when it is needed; null if there is none now. */
async function linkTo(
  client: ChatClient,
  { threadId, attachmentId, preview = false }: FilePlace,
): Promise<string | null> {
  const known = links.get(client) ?? new Map<string, Known>();
  links.set(client, known);
  const key = `${threadId} ${attachmentId} ${preview}`;
  const found = known.get(key);
  if (found && found.expiresAtMs - renewBeforeMs > client.serverNowMs()) return found.url;
  const link = await client.files.linkTo(threadId, attachmentId, preview ? { preview } : {});
  if (!link.ok) return null;
  known.set(key, { url: link.value.url, expiresAtMs: Date.parse(link.value.expires_at) });
  return link.value.url;
}

/** Asks for a link now, for a click. */
export function useLinkTo(): (place: FilePlace) => Promise<string | null> {
  const { client } = useChat();
  return useCallback((place: FilePlace) => linkTo(client, place), [client]);
}

/** The link to a file that is shown; null until there is one. */
export function useLink(place: FilePlace, { enabled }: { enabled: boolean }): string | null {
  const { client } = useChat();
  const { threadId, attachmentId, preview = false } = place;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!enabled) return;
    let isShown = true;
    void linkTo(client, { threadId, attachmentId, preview }).then((found) => isShown && setUrl(found));
    return () => void (isShown = false);
  }, [client, threadId, attachmentId, preview, enabled]);
  return url;
}
