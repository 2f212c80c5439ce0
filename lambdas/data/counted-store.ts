import type { Store } from '../chat/ports/store.ts';
import { record } from '../platform/metrics.ts';

/** The store, counting what becomes of writes to the logs of threads. */
export function counted(store: Store): Store {
  return {
    ...store,
    async appendMessage(...given) {
      const appended = await store.appendMessage(...given);
      record(appended.done ? 'MessagesSent' : 'Conflicts');
      return appended;
    },
    async appendEventMessage(...given) {
      const appended = await store.appendEventMessage(...given);
      if (appended !== 'event_known') record(appended === 'done' ? 'MessagesSent' : 'Conflicts');
      return appended;
    },
    async replaceMessage(...given) {
      const replaced = await store.replaceMessage(...given);
      if (!replaced) record('Conflicts');
      return replaced;
    },
  };
}
