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

const keyOf = ({ threadId, attachmentId, preview = false }: FilePlace) => `${threadId} ${attachmentId} ${preview}`;

/**
 * A link to a file of a message, minted when it is needed; null if there is none now.
 *
 * @param isRenewed ignores the known link
 */
async function linkTo(
  client: ChatClient,
  { threadId, attachmentId, preview = false }: FilePlace,
  { isRenewed = false } = {},
): Promise<string | null> {
  const known = links.get(client) ?? new Map<string, Known>();
  links.set(client, known);
  const key = keyOf({ threadId, attachmentId, preview });
  const found = isRenewed ? undefined : known.get(key);
  if (found && found.expiresAtMs - renewBeforeMs > client.serverNowMs()) return found.url;
  const link = await client.files.linkTo(threadId, attachmentId, preview ? { preview } : {});
  if (!link.ok) return null;
  known.set(key, { url: link.value.url, expiresAtMs: Date.parse(link.value.expires_at) });
  return link.value.url;
}

/** Asks for a link now, for a click. */
export function useLinkTo(): (place: FilePlace, how?: { isRenewed?: boolean }) => Promise<string | null> {
  const { client } = useChat();
  return useCallback((place: FilePlace, how?: { isRenewed?: boolean }) => linkTo(client, place, how), [client]);
}

export interface Link {
  /** Null until there is one. */
  url: string | null;
  /** There is none: the file is gone, or has no preview. */
  isMissing: boolean;
  /** The link does not work, perhaps because it has expired: asks for another, once. False if it has done so before. */
  renew: () => boolean;
}

/** The link to a file that is shown. */
export function useLink(place: FilePlace, { enabled }: { enabled: boolean }): Link {
  const { client } = useChat();
  const { threadId, attachmentId, preview = false } = place;
  /** Undefined before there is an answer. */
  const [url, setUrl] = useState<string | null>();
  const key = keyOf(place);
  /** The place whose link has been renewed: a component may show several places in turn. */
  const [renewedKey, setRenewedKey] = useState<string | null>(null);
  const isRenewed = renewedKey === key;
  useEffect(() => {
    if (!enabled) return;
    let isShown = true;
    void linkTo(client, { threadId, attachmentId, preview }, { isRenewed }).then((found) => isShown && setUrl(found));
    return () => void (isShown = false);
  }, [client, threadId, attachmentId, preview, enabled, isRenewed]);
  const renew = () => {
    setRenewedKey(key);
    return !isRenewed;
  };
  return { url: url ?? null, isMissing: url === null, renew };
}
