import type { LogMessage } from './types.ts';

/** What is searched of a message: its text, and the names of its files (SR-2). */
export function searchedTexts({ content, attachments }: LogMessage): string[] {
  return [content, ...attachments.map(({ name }) => name)];
}
