import { limits } from '../../protocol/limits.ts';
import { throttleOf } from '../../lib/route-settings.ts';
import { readDeploySettings } from '../../lib/settings.ts';
import { defaultTiming } from '../../web/client/core/machine/default-timing.ts';
import type { MeasuredUnits } from '../cost/measure.ts';
import { accountQuotas } from '../quotas.ts';
import { figure, table } from '../table.ts';
import { busiestThread, busiestUser, messageToAll } from './busiest.ts';
import { readsOfReturn, simulateOutage, type Outage, type Rates } from './outage.ts';

const sizes = [10_000, 100_000, 1_000_000];
const outageSeconds = 60;
const seed = 1;
/** How much longer than the quota needs it may take until all are back. */
const toleranceShare = 0.2;

const settings = readDeploySettings({}, {});
/** The value of `throttleRate` at which new connections reach the quota of the account. */
const raisedRate =
  (settings.throttleRate * accountQuotas.newConnections.amount) / rateOf('$connect', settings.throttleRate);

function rateOf(route: string, throttleRate: number): number {
  return throttleOf(route, { ...settings, throttleRate })?.rateLimit ?? throttleRate;
}

const ratesAt = (throttleRate: number): Rates => ({
  connections: Math.min(rateOf('$connect', throttleRate), accountQuotas.newConnections.amount),
  reads: rateOf('GET /api/{proxy+}', throttleRate),
});

interface Run {
  people: number;
  throttleRate: number;
  rates: Rates;
  outage: Outage;
}

function runOutage(people: number, throttleRate: number): Run {
  const rates = ratesAt(throttleRate);
  return { people, throttleRate, rates, outage: simulateOutage({ people, rates, outageSeconds, seed }) };
}

/** Seconds in which all would be back if not one handshake of the quota were lost. */
const quotaSeconds = ({ people, rates }: Run) => people / rates.connections;
/** Nobody waits longer for the next handshake. */
const longestWaitSeconds = defaultTiming.backoffMaxMs / 1_000;

function isInTime(run: Run): boolean {
  const quota = quotaSeconds(run);
  return run.outage.allBackSeconds <= quota + Math.max(quota * toleranceShare, longestWaitSeconds);
}

function runOutages(): Run[] {
  return sizes.flatMap((people) => [settings.throttleRate, raisedRate].map((rate) => runOutage(people, rate)));
}

function outageTable(runs: Run[]): string {
  const rows = runs.map((run) => [
    figure(run.people),
    figure(run.throttleRate),
    figure(run.rates.connections),
    figure(quotaSeconds(run)),
    figure(run.outage.halfBackSeconds),
    figure(run.outage.allBackSeconds),
    isInTime(run) ? 'yes' : '**no**',
    figure(run.outage.caughtUpSeconds),
    figure((run.outage.givenUp / (run.people * readsOfReturn)) * 100),
    figure(run.outage.handshakesPeak),
    figure(run.outage.handshakesEach),
  ]);
  return table(
    [
      'people',
      '`throttleRate`',
      'connections a second',
      'the quota needs, s',
      'half are back, s',
      'all are back, s',
      'in time',
      'all have caught up, s',
      'reads given up, %',
      'handshakes a second at most',
      'handshakes of a client',
    ],
    rows,
  );
}

const renewalSpreadSeconds = defaultTiming.replaceAfterMs / 10 / 1_000;
const renewalMeanSeconds = (defaultTiming.replaceAfterMs * 0.95) / 1_000;

function renewalTable(runs: Run[]): string {
  const rows = runs.map((run) => [
    figure(run.people),
    figure(run.rates.connections),
    figure(run.people / renewalMeanSeconds),
    figure(run.people / Math.max(run.outage.allBackSeconds, renewalSpreadSeconds)),
  ]);
  return table(['people', 'connections a second', 'renewals a second, spread', 'after an outage, at most'], rows);
}

function messageTable(units: MeasuredUnits): string {
  const rows = sizes.map((people) => {
    const [first, second] = messageToAll(units, people);
    const cell = (one: typeof first) => (one === undefined ? '–' : `${one.quota.what}: ${figure(one.seconds)} s`);
    return [figure(people), cell(first), cell(second)];
  });
  return table(['people', 'reached first', 'next'], rows);
}

function quotaTable(): string {
  const rows = Object.values(accountQuotas).map(({ what, amount, source }) => [
    what,
    figure(amount),
    `[AWS](${source})`,
  ]);
  return table(['', 'by default', 'source'], rows);
}

/** The text of docs/scale.md. */
export function scaleDocument(units: MeasuredUnits): string {
  const runs = runOutages();
  const thread = busiestThread(units);
  const [writes, reads] = thread.uses.map(({ quota, used }) => (used / quota.amount) * 100);
  const lifetimeHours = limits.connectionLifetimeMs / 3_600_000;
  return `# Scale

What happens when ${sizes.map(figure).join(', ')} people are connected. \`npm run scale\` writes this page: it computes with the quotas below and measured units,
and simulates clients that wait as the typed client does, from its own code. A test fails if the page is out of date.

## Everybody comes back

The API is away for ${outageSeconds} s, and everybody has lost the connection. Seconds count from its return. A client that is connected again reads its
inbox and its unread count. The goal: all are back in the time that the quota needs and a fifth, or, where that is shorter, the longest wait of a client
(${longestWaitSeconds} s) later than the quota needs.

${outageTable(runs)}

New connections are reached first at every size: by default the share of \`$connect\`, ${figure(ratesAt(settings.throttleRate).connections)} a second, then the quota of the account, ${accountQuotas.newConnections.amount} a second.

- Up to 10,000 people: nothing to raise.
- From 50,000 people on: set \`throttleRate\` to ${figure(raisedRate)}. Then \`$connect\` may use the whole quota of the account.
- From 300,000 people on: have the quota of new connections raised, and \`throttleRate\` with it: ${figure(raisedRate)} for each ${accountQuotas.newConnections.amount} connections a second. 1,000,000 people are
  back within five minutes at ${figure(1_000_000 / 300)} connections a second. Raise the quota of requests as well: each return is a handshake, three frames and
  ${readsOfReturn} reads.

What the client does for it: it waits at random, up to ${longestWaitSeconds} s; it asks REST why a handshake was refused after the first one, and seldom after that;
and it repeats a read that the gateway refuses, later each time. A read that was given up leaves the old inbox with an error, and is made
again when its user asks, or at the next return.

## Renewal after ${lifetimeHours} hours

API Gateway ends a connection after ${lifetimeHours} hours. The client replaces it after ${figure(defaultTiming.replaceAfterMs / 60_000)} minutes less a random tenth. Connections that began together are so renewed over
${figure(renewalSpreadSeconds / 60)} minutes; those that came back after an outage are spread already, so their renewals stay within what let them in.

${renewalTable(runs)}

## The busiest thread and user

- **Thread**: the limit of a user in a thread lets two users write ${figure(thread.messagesPerSecond)} messages a second. Even if all units were those of one
  partition, that is ${figure(writes ?? 0)} % of its writes and ${figure(reads ?? 0)} % of its reads.
- **User**: to one user others may write ${figure(busiestUser(units))} messages a second until a partition is full, by the same count. A user who gets more than
  that needs more than one account; the own calls of a user end far below, at the limit of the user.

## A message of the marketplace to everybody

One \`system-message\` in a thread of each person, pushed to one device. The seconds that a quota needs, if nothing else happens:

${messageTable(units)}

Requests are reached first at every size, because each push is one. Send at half of that rate, so that the other half is left for users: ${figure(accountQuotas.requests.amount / 2)} messages
a second, 1,000,000 in ${figure((1_000_000 / accountQuotas.requests.amount) * 2)} s. To be faster, have the quota of requests raised.

## Quotas

${quotaTable()}

Regions that have less, and what else to raise: [operations](operations.md#quotas-to-raise).
`;
}
