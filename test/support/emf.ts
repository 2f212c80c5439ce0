import * as z from 'zod';

/** The units that CloudWatch knows and this project uses, and others beside. (CloudWatch API, MetricDatum.) */
const units = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Percent',
  'Count',
  'Count/Second',
  'None',
] as const;

const metric = z.strictObject({
  Name: z.string().min(1).max(1_024),
  Unit: z.enum(units).optional(),
  StorageResolution: z.literal([1, 60]).optional(),
});

const directive = z.strictObject({
  // Without a colon in front: those are AWS's own.
  Namespace: z.string().regex(/^[A-Za-z0-9._\-/#][A-Za-z0-9._\-/#:]{0,254}$/),
  Dimensions: z.array(z.array(z.string()).max(30)).min(1),
  Metrics: z.array(metric).min(1).max(100),
});

const embedded = z.looseObject({
  _aws: z.strictObject({ Timestamp: z.int().positive(), CloudWatchMetrics: z.array(directive).min(1) }),
});

export interface EmbeddedMetrics {
  namespace: string;
  /** By name, in the unit that the line names. */
  values: Record<string, number>;
  units: Record<string, string | undefined>;
  /** What else the line holds. */
  properties: Record<string, unknown>;
}

/** Whether a log line is one that CloudWatch makes metrics of. */
export function isMetricLine(line: string): boolean {
  return line.includes('"_aws"');
}

/**
 * What CloudWatch takes out of a line, or an error that says what of the specification ("Embedded metric
 * format") it breaks.
 */
export function readMetricLine(line: string): EmbeddedMetrics {
  const { _aws, ...members } = embedded.parse(JSON.parse(line));
  const [only, ...others] = _aws.CloudWatchMetrics;
  if (only === undefined || others.length > 0) throw new Error('one directive is expected');
  for (const key of only.Dimensions.flat()) z.string().min(1).max(1_024).parse(members[key]);
  const names = only.Metrics.map(({ Name }) => Name);
  return {
    namespace: only.Namespace,
    values: Object.fromEntries(names.map((name) => [name, z.number().parse(members[name])])),
    units: Object.fromEntries(only.Metrics.map(({ Name, Unit }) => [Name, Unit])),
    properties: Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name))),
  };
}
