import { assumptions as assumed, sizes } from './assumptions.ts';
import { operations, scale, type MeasuredUnits, type OperationName } from './measure.ts';
import { priceDate, priceNames, priceRegion, prices } from './prices.ts';
import {
  dollarsOf,
  totalDollars,
  usageOfConnectionHour,
  usageOfMessage,
  usageOfMonth,
  times,
  type Usage,
} from './usage.ts';

const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]) =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
const count = (value: number) => value.toLocaleString('en-US');
const dollars = (value: number) =>
  `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
const sourceName = (source: string) => `AWS, ${new URL(source).pathname.split('/')[1]} pricing`;
const units = (value: number) => String(Number(value.toFixed(2)));

function bill(columns: { head: string; usage: Usage }[]): string {
  const used = priceNames.filter((name) => columns.some(({ usage }) => dollarsOf(usage, name) > 0));
  const rows = used.map((name) => [prices[name].unit, ...columns.map(({ usage }) => dollars(dollarsOf(usage, name)))]);
  const total = ['**together**', ...columns.map(({ usage }) => `**${dollars(totalDollars(usage))}**`)];
  return table(['', ...columns.map(({ head }) => head)], [...rows, total]);
}

function measuredTable(measured: MeasuredUnits): string {
  const names = Object.keys(operations) as OperationName[];
  return table(
    ['operation', 'write units', 'read units'],
    names.map((name) => [operations[name], units(measured[name].writeUnits), units(measured[name].readUnits)]),
  );
}

const assumptionLines = [
  `A message is between two people who are both there, with one device each. It comes with ${assumed.typingFramesPerMessage} typing frames and ${assumed.receiptsPerMessage} read receipt, each pushed to the other side. Replies count as messages like everything else that a socket carries.`,
  `A connection-hour is a socket that lives one hour, with everything around it: handshake (authorizer, connect), hello, one thread joined, the first page of threads, the unread count, ${assumed.pingsPerHour} pings, the end.`,
  `A call of a function takes ${assumed.invocationMs} ms at ${assumed.memoryGb * 1024} MB, and its line in the access log is ${count(assumed.logBytesPerInvocation)} bytes (\`callReports=on\` adds ${count(assumed.reportBytesPerInvocation)} of Lambda's own to each); a line of metrics, of a call that sends a message or ends a connection, ${assumed.metricLineBytes} more. Lambda's \`Duration\` and the log groups' \`IncomingBytes\` in CloudWatch show yours.`,
  `Each message is ${assumed.busEventsPerMessage} events on the bus, and a batch of the table's stream of its own. Reading the stream costs nothing (Lambda does it), nor do the rules of the bus.`,
  `A push or reply has ${assumed.frameBytes} bytes, a page ${count(assumed.pageBytes)}, a stored message ${assumed.storedBytesPerMessage}; messages are kept ${assumed.monthsKept} months, and that much is there.`,
  `Alarms on ${assumed.alarmMetrics} metrics, ${assumed.metrics} metrics out of the logs, ${assumed.dashboards} dashboard. X-Ray takes one call a second, and ${assumed.tracedShare * 100} % of the rest; \`tracing=off\` saves it all.`,
  'Left out: free tiers, discounts of volume, Cognito (an issuer of your own costs nothing here), the page (S3 and CloudFront: cents), dead-letter queues, log storage after the intake, exports, taxes.',
];

/** The text of docs/cost.md. */
export function costDocument(measured: MeasuredUnits): string {
  const message = usageOfMessage(measured);
  const hour = usageOfConnectionHour(measured);
  const months = sizes.map((size) => ({ head: size.name, usage: usageOfMonth(size, measured) }));
  const sizeRows = sizes.map((size) => [size.name, count(size.messages), count(size.connectionHours)]);
  const priceRows = priceNames.map((name) => {
    const { usd, per, unit, source } = prices[name];
    return [`${per === 1 ? '' : `${count(per)} `}${unit}`, `$${usd}`, `[${sourceName(source)}](${source})`];
  });
  return `# Cost

What the chat costs in ${priceRegion}, in US dollars. Written by \`npm run cost\` from measured units and list prices: change
[assumptions](../bench/cost/assumptions.ts) or [prices](../bench/cost/prices.ts) and run it again. A test holds this page to it.

- **A million messages: ${dollars(totalDollars(times(message, 1e6)))}**
- **A thousand connection-hours: ${dollars(totalDollars(times(hour, 1e3)))}**, that is $${totalDollars(hour).toFixed(6)} a connection-hour
- **A month**: ${months.map(({ head, usage }) => `${head} ${dollars(totalDollars(usage))}`).join(', ')}

## By what is paid for

${bill([
  { head: 'a million messages', usage: times(message, 1e6) },
  { head: 'a million connection-hours', usage: times(hour, 1e6) },
])}

## Three months of different size

${table(['', 'messages', 'connection-hours'], sizeRows)}

${bill(months)}

## Measured

As the DynamoDB engine returns it, for messages of 200 characters in a thread of ${scale.threadLength}, beside ${scale.inboxThreads} other threads.

${measuredTable(measured)}

## Assumed

${assumptionLines.map((one) => `- ${one}`).join('\n')}

## Prices

Looked up ${priceDate} for ${priceRegion}, in public transcripts of the pages linked here, as AWS fills their tables in by script.
No transcript had the price of point-in-time recovery: it is the one long known. Compare with the pages before you decide by them.

${table(['what', 'price', 'source'], priceRows)}
`;
}
