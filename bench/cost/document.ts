import { changeEventNames } from '../../protocol/change-event.ts';
import { assumptions as assumed, sizes } from './assumptions.ts';
import { operations, scale, type MeasuredUnits, type OperationName } from './measure.ts';
import { priceDate, priceNames, priceRegion, prices } from './prices.ts';
import { activeUsersOf, hostedChats, messagesPerActiveUser } from './rented.ts';
import {
  dollarsOf,
  kindsByDefault,
  plus,
  totalDollars,
  usageOfConnection,
  usageOfConnectionHour,
  usageOfEvents,
  usageOfFile,
  usageOfHeartbeatHour,
  usageOfKeptFile,
  usageOfMessage,
  usageOfMonth,
  usageOfPing,
  usageOfReaction,
  usageOfSearch,
  usageOfSocketIoConnection,
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
  const total = ['**total**', ...columns.map(({ usage }) => `**${dollars(totalDollars(usage))}**`)];
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
  `A message is sent between two users who are both connected, with one device each. It comes with ${assumed.typingFramesPerMessage} typing frame and ${assumed.receiptsPerMessage} read receipt, each pushed to the other user. Replies, which typing does not get, count as WebSocket messages too.`,
  `A connection-hour is a socket that is open for one hour, with what belongs to it: handshake (authorizer, connect), hello, one join, the first page of threads, the unread count, ${assumed.pingsPerHour} pings and the disconnect.`,
  `An invocation takes ${assumed.invocationMs} ms at ${assumed.memoryGb * 1024} MB. One of ${1 / assumed.sampledShare} is logged in a line of ${count(assumed.sampledLineBytes)} bytes; \`accessLog=all\` logs ${count(assumed.accessLineBytes)} bytes of each, and \`callReports=on\` adds ${count(assumed.reportBytesPerInvocation)} bytes of Lambda's own lines. An invocation that sends a message or ends a connection logs ${assumed.metricLineBytes} more bytes of metrics. For your own values see Lambda's \`Duration\` and the log groups' \`IncomingBytes\` in CloudWatch.`,
  `Each message is its own batch of the table's stream. For ${assumed.batchesThatEndBetween * 100} % of them the thread's row is read, because it is in the next batch. Lambda's reads of the stream and the rules of the bus are free.`,
  `A push or reply has ${assumed.frameBytes} bytes, a page ${count(assumed.pageBytes)}, a stored message ${assumed.storedBytesPerMessage}. The table holds the messages of ${assumed.monthsKept} months.`,
  `A file has ${count(assumed.fileBytes)} bytes and its preview ${count(assumed.previewBytes)}. The preview is loaded ${assumed.previewLoadsPerFile} times, the file itself ${assumed.loadsPerFile}. A page of search takes ${assumed.searchMs} ms and ${count(assumed.pageBytes)} bytes.`,
  `There are alarms on ${assumed.alarmMetrics} metrics, ${assumed.metrics} metrics from the logs and ${assumed.dashboards} dashboard. X-Ray records one invocation a second and ${assumed.tracedShare * 100} % of the others; \`tracing=off\` saves this cost.`,
  'Not included: free tiers, volume discounts, Cognito (an issuer of your own adds no cost here), the page (S3 and CloudFront: cents), dead-letter queues, log storage after ingestion, exports, taxes.',
];

/** A million messages with every kind of event switched on. */
function dollarsWithAllEvents(measured: MeasuredUnits): number {
  const others = changeEventNames.filter((kind) => !kindsByDefault.includes(kind));
  const usage = plus(usageOfMessage(measured), ...others.map((kind) => usageOfEvents(kind, measured)));
  return totalDollars(times(usage, 1e6));
}

/** What each kind of event adds. */
function eventsTable(measured: MeasuredUnits): string {
  const rows = changeEventNames.map((kind) => [
    `\`${kind}\``,
    kindsByDefault.includes(kind) ? 'on' : 'off',
    String(assumed.eventsPerMessage[kind]),
    dollars(totalDollars(times(usageOfEvents(kind, measured), 1e6))),
  ]);
  return table(['kind', 'by default', 'events of a message', 'adds to a million messages'], rows);
}

/** What each size costs here, and what it would cost to rent. */
function rentedTable(own: Usage[]): string {
  const rows = sizes.map((size, index) => {
    const users = activeUsersOf(size);
    const rented = hostedChats.map(({ usdOf }) => dollars(usdOf(users)));
    return [size.name, count(users), dollars(totalDollars(own[index] ?? {})), ...rented];
  });
  return table(['', 'monthly active users', 'this chat', ...hostedChats.map(({ name }) => name)], rows);
}

const perMillion = (usage: Usage) => dollars(totalDollars(times(usage, 1e6)));

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

What the chat costs in ${priceRegion}, in US dollars. \`npm run cost\` writes this page from measured units and list prices: change
[assumptions](../bench/cost/assumptions.ts) or [prices](../bench/cost/prices.ts) and run it again. A test fails if the page is out of date.

- **A million messages: ${dollars(totalDollars(times(message, 1e6)))}**
- **A thousand connection-hours: ${dollars(totalDollars(times(hour, 1e3)))}**, that is $${totalDollars(hour).toFixed(6)} a connection-hour
- **A month**: ${months.map(({ head, usage }) => `${head} ${dollars(totalDollars(usage))}`).join(', ')}

## By what AWS charges for

${bill([
  { head: '1,000,000 messages', usage: times(message, 1e6) },
  { head: '1,000,000 connection-hours', usage: times(hour, 1e6) },
])}

## Events to the marketplace

Kinds that are off cost nothing. All figures on this page are with the default of the setting \`events\`. This is what each kind
adds when it is switched on.

${eventsTable(measured)}

With all of them a million messages cost ${dollars(dollarsWithAllEvents(measured))}. \`thread.created\` comes once for a thread: a million new threads cost ${dollars(prices.busEvents.usd)}.

## Socket.IO

What clients of [Socket.IO](socket-io.md) cost beside those of the chat's own protocol. Messages, joins and REST cost the same; an
acknowledgement is one more WebSocket message.

${table(
  ['', `a million, of the chat's own protocol`, 'a million, of Socket.IO'],
  [
    [
      'connections, opened and closed',
      ...[usageOfConnection(measured), usageOfSocketIoConnection(measured)].map(perMillion),
    ],
    [
      'connection-hours of heartbeat',
      ...[times(usageOfPing(), assumed.pingsPerHour), usageOfHeartbeatHour()].map(perMillion),
    ],
  ],
)}

The pings are ${assumed.socketIoPingsPerHour} an hour ([why](decisions/016-heartbeat-by-a-queue.md)). The queue that keeps their time costs at most
$1.52 a month for its rounds, however many connections there are, and $0.26 a month for Lambda's polls, also of an idle stage.

## Files, searches and reactions

A million of each, beside what is above. A message with a file is a message as above, with the upload of one file, its links and its downloads; S3 carried out
${measured.storageOfFile.writes} requests of the price of a PUT and ${measured.storageOfFile.reads} of that of a GET for an upload. The transfer into S3 and
deletions are free. Search stores nothing but the folded text of a message.

${bill([
  { head: 'messages with a file', usage: times(usageOfFile(measured), 1e6) },
  { head: 'files kept for a month', usage: times(usageOfKeptFile(), 1e6) },
  { head: 'pages of search', usage: times(usageOfSearch(measured), 1e6) },
  { head: 'reactions', usage: times(usageOfReaction(measured), 1e6) },
])}

A scan for malware (\`malwareScan=on\`) costs by the byte and by the object:
[GuardDuty's prices](https://aws.amazon.com/guardduty/pricing/).

## Three months of different sizes

Without files, searches and reactions.

${table(['', 'messages', 'connection-hours'], sizeRows)}

${bill(months)}

## Compared with renting

A monthly active user writes ${messagesPerActiveUser} messages and is connected for ten hours, as in the three sizes above.

${rentedTable(months.map(({ usage }) => usage))}

${hostedChats.map(({ name, price, includes, source, date }) => `- **${name}**: [${price}](${source}), as of ${date}. The price includes ${includes}.`).join('\n')}
- **This chat**: all that AWS charges for a month, as above. It does not include the people who deploy and watch it, nor support.

## Measured

The units that the DynamoDB engine returns, for messages of 200 characters in a thread of ${scale.threadLength} messages, with ${scale.inboxThreads} other threads in the inbox.

${measuredTable(measured)}

## Assumed

${assumptionLines.map((one) => `- ${one}`).join('\n')}

## Prices

Looked up on ${priceDate} for ${priceRegion}, in public transcripts of the linked pages, because AWS fills in their tables by script.
No transcript had the prices of point-in-time recovery and of S3; they are those of earlier years. Check the pages before you rely on these prices.

${table(['what', 'price', 'source'], priceRows)}
`;
}
