import { writeFile } from 'node:fs/promises';
import { startDataEngine } from '../measure/engines.ts';
import { closeStorage } from '../measure/storage.ts';
import { createWorld } from '../measure/world.ts';
import { abuseDocument } from './abuse/document.ts';
import { measureAbuse } from './abuse/measure.ts';

/** `npm run abuse` measures on the embedded engine and writes docs/abuse.md. */
const engine = await startDataEngine('embedded');
try {
  const measured = await measureAbuse(await createWorld(engine.endpoint), (line) => console.error(line));
  await writeFile(new URL('../docs/abuse.md', import.meta.url), abuseDocument(measured));
} finally {
  await closeStorage();
  await engine.close();
}
