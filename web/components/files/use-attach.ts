import { useState } from 'react';
import { useChat } from '@marketplace-chat/react';
import { limits } from '../../../protocol/limits.ts';
import { notify } from '../state/toasts.ts';
import { words } from '../words/index.ts';

export interface Attach {
  attach: (files: readonly File[]) => void;
  /** Files that are being read before their upload begins. */
  preparing: number;
}

/**
 * Attaches files to the next message of a thread. Reading pictures is code of its own, loaded with the first file.
 *
 * @param attached how many are attached already
 */
export function useAttach(threadId: string, attached: number): Attach {
  const { client } = useChat();
  const [preparing, setPreparing] = useState(0);
  const add = async (file: File) => {
    try {
      // A folder is dropped as a file that cannot be read.
      await file.slice(0, 1).arrayBuffer();
      if (file.size === 0) return notify('error', words.files.unreadable(file.name));
      const { prepare } = await import('./prepare.ts');
      const { blob, details, keepsPlace } = await prepare(file);
      client.files.attach(threadId, blob, details);
      if (keepsPlace) notify('error', words.files.keepsPlace(file.name));
    } catch {
      notify('error', words.files.unreadable(file.name));
    }
  };
  /** One after the other: they keep their order, and only one picture at a time is in memory. */
  const addAll = async (files: readonly File[]) => {
    setPreparing((n) => n + files.length);
    for (const file of files) {
      await add(file);
      setPreparing((n) => n - 1);
    }
  };
  const attach = (files: readonly File[]) => {
    const free = limits.attachmentsPerMessage - attached - preparing;
    if (files.length > free) notify('error', words.files.tooMany(limits.attachmentsPerMessage));
    void addAll(files.slice(0, Math.max(0, free)));
  };
  return { attach, preparing };
}
