import type { OutboxEntry } from '@marketplace-chat/client';
import { useUploads } from '@marketplace-chat/react';
import { FileTray } from './FileTray.tsx';

interface PendingFilesProps {
  entry: OutboxEntry;
  onDiscard: () => void;
}

/** The files of a message that is not sent yet. */
export function PendingFiles({ entry, onDiscard }: PendingFilesProps) {
  const uploads = useUploads(entry.threadId).filter(({ entryId }) => entryId === entry.id);
  return <FileTray uploads={uploads} preparing={0} onRemove={onDiscard} />;
}
