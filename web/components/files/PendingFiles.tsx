import type { OutboxEntry } from '@marketplace-chat/client';
import { useUploads } from '@marketplace-chat/react';
import { FileTray } from './FileTray.tsx';

/** The files of a message that is not sent yet. */
export function PendingFiles({ entry }: { entry: OutboxEntry }) {
  const uploads = useUploads(entry.threadId).filter(({ entryId }) => entryId === entry.id);
  return <FileTray uploads={uploads} preparing={0} />;
}
