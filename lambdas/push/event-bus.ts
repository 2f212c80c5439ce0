import { PutEventsCommand, type EventBridgeClient, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { changeEventSource, type ChangeEvent } from '../../protocol/change-event.ts';

/** Puts events on a bus. It throws if one of them is refused; a caller that retries puts all of them again. */
export type Publish = (events: ChangeEvent[]) => Promise<void>;

/** The maximum number of entries of PutEvents. (EventBridge API Reference, PutEvents.) */
const entriesMax = 10;

export function createPublisher(client: EventBridgeClient, busName: string): Publish {
  const put = async (entries: PutEventsRequestEntry[]): Promise<void> => {
    const { FailedEntryCount: failed = 0, Entries: results = [] } = await client.send(
      new PutEventsCommand({ Entries: entries }),
    );
    if (failed === 0) return;
    const firstCode = results.find((one) => one.ErrorCode)?.ErrorCode;
    throw new Error(`the bus refused ${failed} of ${entries.length} events: ${firstCode}`);
  };
  return async (events) => {
    const entries = events.map(({ name, detail }) => ({
      EventBusName: busName,
      Source: changeEventSource,
      DetailType: name,
      Detail: JSON.stringify(detail),
    }));
    for (let start = 0; start < entries.length; start += entriesMax)
      await put(entries.slice(start, start + entriesMax));
  };
}
