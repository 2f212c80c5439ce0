import { writeFile } from 'node:fs/promises';
import { startDataEngine } from '../measure/engines.ts';
import { closeStorage } from '../measure/storage.ts';
import { createWorld } from '../measure/world.ts';
import { costDocument } from './cost/document.ts';
import { measureUnits } from './cost/measure.ts';

/** `npm run cost` measures on the embedded engine and writes docs/cost.md. */
const engine = await startDataEngine('embedded');
try {
  const units = await measureUnits(await createWorld(engine.endpoint));
  await writeFile(new URL('../docs/cost.md', import.meta.url), costDocument(units));
} finally {
  await closeStorage();
  await engine.close();
}
