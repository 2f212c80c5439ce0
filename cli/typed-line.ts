/** The meaning of a typed line. */
export type TypedLine =
  | { kind: 'send'; content: string }
  | { kind: 'edit'; seq: number; content: string }
  | { kind: 'delete'; seq: number }
  | { kind: 'quit' }
  | { kind: 'help' }
  | { kind: 'nothing' }
  | { kind: 'unknown' };

export const commands = 'Commands: /edit SEQ TEXT, /delete SEQ, /help, /quit; // sends a line that starts with a slash';

/** Parses a line. One slash at its start marks a command; two send a text that starts with one. */
export function readLine(line: string): TypedLine {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  if (text.startsWith('//')) return { kind: 'send', content: text.slice(1) };
  if (!text.startsWith('/')) return { kind: 'send', content: text };
  if (text === '/quit') return { kind: 'quit' };
  if (text === '/help') return { kind: 'help' };
  const edit = /^\/edit +([1-9]\d{0,14}) +(.+)$/.exec(text);
  if (edit) return { kind: 'edit', seq: Number(edit[1]), content: String(edit[2]) };
  const removal = /^\/delete +([1-9]\d{0,14})$/.exec(text);
  return removal ? { kind: 'delete', seq: Number(removal[1]) } : { kind: 'unknown' };
}
