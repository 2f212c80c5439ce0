import { buildAll } from '../lib/build.ts';

await buildAll({ page: true, socketIo: true });
