import type { Store } from '../chat/ports/store.ts';
import { record } from '../platform/metrics.ts';

/** The store, with a metric for the outcome of each write to the log of a thread. */
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
