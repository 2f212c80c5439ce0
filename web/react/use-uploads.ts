import { useMemo } from 'react';
import type { Upload } from '@marketplace-chat/client';
import { useClientValue } from './chat.ts';

const none: readonly Upload[] = [];

/** The files of a thread on their way to the server, in the order in which they were attached. */
export function useUploads(threadId: string): readonly Upload[] {
  const all = useClientValue('uploads', (client) => client.files.uploads, none);
  return useMemo(() => all.filter((upload) => upload.threadId === threadId), [all, threadId]);
}
