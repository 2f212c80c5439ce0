import * as z from 'zod';

export type Json = Record<string, unknown>;

/** The dialect of JSON Schema: OpenAPI 3.1 uses 2020-12; draft-07 is what every tool for AsyncAPI 3 knows. */
export type Dialect = 'draft-2020-12' | 'draft-07';

/** `output` is what the server sends, `input` what it accepts. */
export type Direction = 'input' | 'output';

const everyInteger = Number.MAX_SAFE_INTEGER;

/** Removes bounds that every integer meets, and `additionalProperties: false`, which would forbid new fields later. */
function tidy(schema: Json): void {
  if (schema['maximum'] === everyInteger) delete schema['maximum'];
  if (schema['minimum'] === -everyInteger) delete schema['minimum'];
  if (schema['additionalProperties'] === false) delete schema['additionalProperties'];
  delete schema['propertyNames'];
}

/** The JSON Schemas of one document. Schemas with an `id` are collected; the others refer to them. */
export class Components {
  private readonly schemas = new Map<string, string>();

  constructor(private readonly dialect: Dialect) {}

  /** Returns `schema` as JSON Schema; a `$ref` if it has an `id`. Throws if two schemas have the same `id`. */
  schemaOf(schema: z.ZodType, direction: Direction): Json {
    const whole = z.toJSONSchema(schema, {
      io: direction,
      target: this.dialect,
      // A transform or a custom check has no JSON Schema; the schema's meta describes its input.
      unrepresentable: 'any',
      override: ({ jsonSchema }) => tidy(jsonSchema as Json),
    }) as Json;
    const text = JSON.stringify(whole).replaceAll(/"#\/(\$defs|definitions)\//g, '"#/components/schemas/');
    const { $schema: _dialect, $defs, definitions, ...own } = JSON.parse(text) as Json;
    this.gather(($defs ?? definitions ?? {}) as Record<string, Json>);
    return own;
  }

  /** The collected schemas by name, in alphabetical order. */
  all(): Record<string, Json> {
    const sorted = [...this.schemas].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, text]) => [name, JSON.parse(text) as Json]));
  }

  private gather(definitions: Record<string, Json>): void {
    for (const [name, definition] of Object.entries(definitions)) {
      const text = JSON.stringify(definition);
      if ((this.schemas.get(name) ?? text) !== text) throw new Error(`Two different schemas are called ${name}`);
      this.schemas.set(name, text);
    }
  }
}
