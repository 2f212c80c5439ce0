import { writeFile } from 'node:fs/promises';
import { startDataEngine } from '../measure/engines.ts';
import { createWorld } from '../measure/world.ts';
import { measureUnits } from './cost/measure.ts';
import { scaleDocument } from './scale/document.ts';

/** `npm run scale` measures units on the embedded engine, simulates what many people do, and writes docs/scale.md. */
const engine = await startDataEngine('embedded');
try {
  const units = await measureUnits(await createWorld(engine.endpoint));
  await writeFile(new URL('../docs/scale.md', import.meta.url), scaleDocument(units));
} finally {
  await engine.close();
}
