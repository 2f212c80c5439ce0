import { writeFileSync } from 'node:fs';
import { documents } from './documents.ts';

const root = new URL('../../', import.meta.url);

for (const [path, text] of Object.entries(documents())) {
  writeFileSync(new URL(path, root), text);
  console.log(`wrote ${path}`);
}
