import { observed } from './gateway/observed.ts';
import { removalHandler } from './gateway/remove-files.ts';
import { readSettings } from './platform/settings.ts';
import { openFiles, openStore } from './services.ts';

const settings = readSettings('remove-files');

/** The table's stream: removes the files of what has been deleted. */
export const handler = observed(
  null,
  removalHandler({ store: openStore(settings.tableName), files: openFiles(settings.filesBucket) }),
);
