import { assumptions as assumed } from '../cost/assumptions.ts';
import { priceDate, priceRegion } from '../cost/prices.ts';
import { dollarsOf, totalDollars } from '../cost/usage.ts';
import { table } from '../table.ts';
import { whos, type Measured, type Who } from './abuse-case.ts';
import { mostUsed, quotas } from './quotas.ts';
import { perSecond, stageRate, userLimit } from './rates.ts';
import { devicesMax } from './scene.ts';

/** US dollars an hour that the worst case may cost at the rate of one user in one process. */
const dollarsAnHourGoal = 1;

const hourSeconds = 3_600;
const userRate = perSecond(userLimit);

interface Row extends Measured {
  /** At the rate of one user in one process; null for who is no user. */
  dollarsByUser: number | null;
  stageRate: number;
  dollarsByStage: number;
  quota: { name: string; share: number };
}

function rowOf(measured: Measured): Row {
  const cost = totalDollars(measured.perCall);
  const rate = stageRate(measured);
  const perHour = Math.min(userRate * hourSeconds, measured.abuse.perHourMax ?? Infinity);
  const { quota, share } = mostUsed(measured, rate);
  return {
    ...measured,
    dollarsByUser: measured.abuse.who === 'nobody' ? null : cost * perHour,
    stageRate: rate,
    dollarsByStage: cost * rate * hourSeconds,
    quota: { name: quota.name, share },
  };
}

const amount = (value: number) => String(Number(value.toFixed(value < 10 ? 2 : 0)));
const dollars = (value: number | null) => (value === null ? '–' : `$${value.toFixed(2)}`);
/** What connections cost that are open for an hour, with two significant digits. */
const openHours = (connections: number) => {
  const cost = totalDollars({ connectionMinutes: connections * 60 });
  return `$${Number(cost.toPrecision(2))}`;
};
const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

const head = [
  'a call',
  'write units',
  'read units',
  'messages or requests',
  'KB out',
  `$ an hour at ${userRate} a second`,
  'calls a second of the stage',
  '$ an hour at these',
  'largest share of a quota',
];

const nameOf = ({ abuse }: Row) => (abuse.isRefused ? `${abuse.what} (refused)` : abuse.what);

function cells(row: Row): string[] {
  const { perCall } = row;
  const messages = (perCall.webSocketMessages ?? 0) + (perCall.httpRequests ?? 0);
  return [
    nameOf(row),
    ...[perCall.writeUnits ?? 0, perCall.readUnits ?? 0, messages, (perCall.transferGb ?? 0) * 1e6].map(amount),
    dollars(row.dollarsByUser),
    amount(row.stageRate),
    dollars(row.dollarsByStage),
    `${percent(row.quota.share)} ${row.quota.name}`,
  ];
}

const headings: Record<Who, string> = {
  user: 'A signed-in user, in threads of their own',
  stranger: 'A signed-in user, in threads of others',
  nobody: 'Somebody without a token',
};

const sectionOf = (who: Who, rows: Row[]) =>
  `## ${headings[who]}\n\n${table(head, rows.filter((row) => row.abuse.who === who).map(cells))}`;

const bulletsOf = (texts: string[], none: string) =>
  texts.length === 0 ? `- ${none}` : texts.map((text) => `- ${text}`).join('\n');

/** Where the money goes, the largest part first. */
function largestPart({ perCall }: Row): string {
  const parts = {
    DynamoDB: dollarsOf(perCall, 'readUnits') + dollarsOf(perCall, 'writeUnits'),
    'API Gateway': dollarsOf(perCall, 'webSocketMessages') + dollarsOf(perCall, 'httpRequests'),
    'data out': dollarsOf(perCall, 'transferGb'),
    Lambda: dollarsOf(perCall, 'invocations') + dollarsOf(perCall, 'gbSeconds'),
    logs: dollarsOf(perCall, 'logGb'),
  };
  const [name, cost] = Object.entries(parts).reduce((most, part) => (part[1] > most[1] ? part : most));
  return `${percent(cost / totalDollars(perCall))} of it for ${name}`;
}

function goals(rows: Row[]): string {
  const expensive = rows
    .filter(({ dollarsByUser }) => (dollarsByUser ?? 0) > dollarsAnHourGoal)
    .sort((a, b) => (b.dollarsByUser ?? 0) - (a.dollarsByUser ?? 0))
    .map((row) => `**missed** by \`${nameOf(row)}\`: ${dollars(row.dollarsByUser)}, ${largestPart(row)}`);
  const greedy = rows
    .filter(({ quota }) => quota.share >= 1)
    .sort((a, b) => b.quota.share - a.quota.share)
    .map((row) => `**missed** by \`${nameOf(row)}\`: ${percent(row.quota.share)} of ${row.quota.name}`);
  return `**At most ${dollars(dollarsAnHourGoal)} an hour for one user in one process:**

${bulletsOf(expensive, 'met by all')}

**No case uses up a quota of the table or the account at the throttles of the stage:**

${bulletsOf(greedy, 'met by all')}`;
}

/** The text of docs/abuse.md. */
export function abuseDocument(measured: Measured[]): string {
  const rows = measured.map(rowOf);
  return `# What a hostile user costs

What the owner of the chat pays for somebody who does one thing as often as the limits allow, in US dollars an hour, by the list prices of
${priceRegion} (${priceDate}). \`npm run abuse\` writes this page: it measures each call on the embedded engine, by its handler, with threads,
messages, devices and rooms as large as the limits allow.

- **One user in one process**: ${userRate} calls a second, which is what WS-18 accepts in the long run (\`${userLimit}\`).
- **The stage**: as many calls a second as the throttle of the route lets through for all users together, in as many processes.

${goals(rows)}

${whos.map((who) => sectionOf(who, rows)).join('\n\n')}

## How it is computed

- A call is one frame, request or handshake. Where two take turns, a call is the average of both. A call that changes something is charged
  each time, even where it could not be repeated as fast: a message must be sent before it can be read or edited.
- The process has met the thread before: its first page of large messages reads as many rows as it was asked for.
- Frames, replies and pushes are WebSocket messages of up to 32 KB, requests HTTP API requests of up to 512 KB. A handshake counts as one message.
- As in [cost.md](cost.md): an invocation takes ${assumed.invocationMs} ms at ${assumed.memoryGb * 1024} MB. One call of ${1 / assumed.sampledShare} that
  go well is logged, and each that is refused, in a line of ${assumed.sampledLineBytes} bytes.
  The stream's function runs once for each message and each read mark, and puts one event on the bus, as with every kind switched on.
- Writes whose condition fails count as one unit: engines do not report them.
- A call that WS-18 refuses reads and writes nothing. It costs a message, its reply and an invocation, as \`ping\` does.
- A connection that is only open costs ${openHours(1)} an hour, ${devicesMax} of them ${openHours(devicesMax)}.

## Quotas

${table(
  ['quota', 'a second', 'what', 'source'],
  quotas.map(({ name, amount: most, what, source }) => [name, most.toLocaleString('en-US'), what, source]),
)}
`;
}
