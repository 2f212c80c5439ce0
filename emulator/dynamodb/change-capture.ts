import type { TableModel } from './model.ts';
import type { EngineAnswer, EngineClient } from './engine-client.ts';
import type { Item, ItemRequest } from './operations.ts';
import { itemsPutBy, rowOf, rowsWrittenBy, type WrittenRow } from './written-rows.ts';

/** A row before and after a write; null if it did not, or does not, exist. */
export interface RowChange {
  table: TableModel;
  key: Item;
  before: Item | null;
  after: Item | null;
}

interface BatchGetOutput {
  Responses?: Record<string, Item[]>;
  UnprocessedKeys?: Record<string, unknown>;
}

/** Is notified of the writes to a table. */
export interface ChangeListener {
  /** A write of the row is about to be made; one of the others follows, unless the process ends. */
  begin?(key: Item): void;
  changed(change: RowChange): void;
  /** The write has changed nothing. */
  unchanged?(key: Item): void;
}

/** Maximum rows of which the last state is cached, so that an update need not read its row first. */
const mostImages = 4_000;
const recheckMs = 250;

/**
 * Forwards writes to the engine and reports what they change, for each row in the order of its changes. It
 * replaces the stream of the embedded engine, whose writes slow down with every record in its stream. All writes
 * have to pass through.
 */
export class ChangeCapture {
  readonly #engine: EngineClient;
  readonly #listeners = new Map<TableModel, ChangeListener[]>();
  readonly #turns = new Map<string, Promise<void>>();
  readonly #images = new Map<string, Item | null>();
  /** Rows whose last write got no answer, so that it may or may not have happened. */
  readonly #doubtful = new Map<string, WrittenRow>();
  #recheck: NodeJS.Timeout | null = null;

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** Reports the changes of a table from now on. */
  listen(table: TableModel, listener: ChangeListener): void {
    this.#listeners.set(table, [...(this.#listeners.get(table) ?? []), listener]);
  }

  /** The row as the engine has it; null if there is none. Rejects if the engine does not answer. */
  async read({ table, key }: Pick<WrittenRow, 'table' | 'key'>): Promise<Item | null> {
    const { Item = null } = await this.#engine.call<{ Item?: Item | null }>('GetItem', {
      TableName: table.name,
      Key: key,
      ConsistentRead: true,
    });
    return Item;
  }

  /** Sends a request. Its changes are reported before this resolves. Rejects as the engine's client does. */
  async send(operation: string, request: ItemRequest): Promise<EngineAnswer> {
    const rows = rowsWrittenBy(operation, request, [...this.#listeners.keys()]);
    if (rows.length === 0) return this.#engine.send(operation, JSON.stringify(request));
    const release = await this.#takeTurns(rows);
    try {
      for (const row of rows) await this.#clearUp(row);
      for (const row of rows) this.#tell(row, (listener) => listener.begin?.(row.key));
      return await this.#write(operation, request, rows);
    } catch (error) {
      this.#doubt(rows);
      throw error;
    } finally {
      release();
    }
  }

  close(): void {
    this.#doubtful.clear();
    if (this.#recheck) clearTimeout(this.#recheck);
  }

  /** Writes of a row run one at a time, so that changes are reported in the order in which they happen. */
  async #takeTurns(rows: WrittenRow[]): Promise<() => void> {
    let end = () => {};
    const turn = new Promise<void>((resolve) => (end = resolve));
    const earlier = rows.flatMap(({ id }) => this.#turns.get(id) ?? []);
    for (const { id } of rows) this.#turns.set(id, turn);
    await Promise.all(earlier);
    return () => {
      for (const { id } of rows) if (this.#turns.get(id) === turn) this.#turns.delete(id);
      end();
    };
  }

  #write(operation: string, request: ItemRequest, rows: WrittenRow[]): Promise<EngineAnswer> {
    const told = operation === 'UpdateItem' ? 'ALL_NEW' : 'ALL_OLD';
    const wanted = request.ReturnValues ?? 'NONE';
    const one = request.TableName !== undefined && (wanted === 'NONE' || wanted === told);
    return one
      ? this.#writeOne(operation, { ...request, ReturnValues: told }, wanted === 'NONE', rows[0]!)
      : this.#writeAny(operation, request, rows);
  }

  /** The engine returns the new row of an update, and the old one of a put or a deletion. */
  async #writeOne(operation: string, request: ItemRequest, hidden: boolean, row: WrittenRow): Promise<EngineAnswer> {
    const known = operation === 'UpdateItem' ? await this.#image(row) : null;
    const answer = await this.#engine.send(operation, JSON.stringify(request));
    if (answer.status !== 200) {
      this.#tell(row, (listener) => listener.unchanged?.(row.key));
      return answer;
    }
    const { Attributes = null, ...rest } = JSON.parse(answer.body.toString('utf8')) as { Attributes?: Item | null };
    if (operation === 'UpdateItem') this.#changed(row, known, Attributes);
    else this.#changed(row, Attributes, request.Item ?? null);
    return hidden ? { status: 200, body: Buffer.from(JSON.stringify(rest)) } : answer;
  }

  async #writeAny(operation: string, request: ItemRequest, rows: WrittenRow[]): Promise<EngineAnswer> {
    const before = await this.#imagesOf(rows);
    const answer = await this.#engine.send(operation, JSON.stringify(request));
    const after = leftBy(operation, request, rows, answer) ?? (await this.#readAll(rows));
    rows.forEach((row, index) => this.#changed(row, before[index]!, after[index]!));
    return answer;
  }

  /** As the engine has them. One batch takes little longer than a single row. */
  async #readAll(rows: WrittenRow[]): Promise<(Item | null)[]> {
    const RequestItems: Record<string, { Keys: Item[]; ConsistentRead: true }> = {};
    for (const { table, key } of rows) (RequestItems[table.name] ??= { Keys: [], ConsistentRead: true }).Keys.push(key);
    const output = await this.#engine.call<BatchGetOutput>('BatchGetItem', { RequestItems });
    const found = new Map<string, Item>();
    for (const table of new Set(rows.map((row) => row.table)))
      for (const item of output.Responses?.[table.name] ?? []) found.set(rowOf(table, item).id, item);
    const isPartial = Object.keys(output.UnprocessedKeys ?? {}).length > 0;
    return Promise.all(rows.map(async (row) => found.get(row.id) ?? (isPartial ? this.read(row) : null)));
  }

  async #imagesOf(rows: WrittenRow[]): Promise<(Item | null)[]> {
    const unknown = rows.filter(({ id }) => !this.#images.has(id));
    const read = unknown.length === 0 ? [] : await this.#readAll(unknown);
    const images = new Map(unknown.map(({ id }, index) => [id, read[index] ?? null]));
    return rows.map(({ id }) => images.get(id) ?? this.#images.get(id) ?? null);
  }

  #changed(row: WrittenRow, before: Item | null, after: Item | null): void {
    this.#images.delete(row.id);
    this.#images.set(row.id, after);
    const [oldest] = this.#images.keys();
    if (this.#images.size > mostImages) this.#images.delete(oldest!);
    // A write that changes nothing creates no record. (DynamoDB Developer Guide, "Change data capture for DynamoDB
    // Streams".)
    const { table, key } = row;
    if (isSame(before, after)) this.#tell(row, (listener) => listener.unchanged?.(key));
    else this.#tell(row, (listener) => listener.changed({ table, key, before, after }));
  }

  #tell({ table }: WrittenRow, what: (listener: ChangeListener) => void): void {
    this.#listeners.get(table)?.forEach(what);
  }

  async #image(row: WrittenRow): Promise<Item | null> {
    const known = this.#images.get(row.id);
    return known === undefined ? this.read(row) : known;
  }

  #doubt(rows: WrittenRow[]): void {
    for (const row of rows) this.#doubtful.set(row.id, row);
    this.#recheck ??= setTimeout(() => void this.#clearUpAll(), recheckMs).unref();
  }

  async #clearUpAll(): Promise<void> {
    for (const row of [...this.#doubtful.values()]) {
      const release = await this.#takeTurns([row]);
      await this.#clearUp(row).catch(() => undefined);
      release();
    }
    this.#recheck = null;
    if (this.#doubtful.size > 0) this.#doubt([]);
  }

  /** Finds out what became of a write without an answer. Rejects if the engine does not answer. */
  async #clearUp(row: WrittenRow): Promise<void> {
    if (!this.#doubtful.has(row.id)) return;
    const after = await this.read(row);
    this.#doubtful.delete(row.id);
    this.#changed(row, this.#images.get(row.id) ?? null, after);
  }
}

/** The rows after a batch that was carried out as a whole, which holds them all; null for any other write. */
function leftBy(
  operation: string,
  request: ItemRequest,
  rows: WrittenRow[],
  { status, body }: EngineAnswer,
): (Item | null)[] | null {
  if (operation !== 'BatchWriteItem' || status !== 200) return null;
  const { UnprocessedItems = {} } = JSON.parse(body.toString('utf8')) as { UnprocessedItems?: object };
  const items = itemsPutBy(request);
  return Object.keys(UnprocessedItems).length === 0 && items.length === rows.length ? items : null;
}

/** The same attributes, whatever their order. */
function isSame(one: Item | null, other: Item | null): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

const sorted = (item: Item | null) => item && Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1));
