import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  changeFaults,
  EngineError,
  happened,
  readBody,
  requestTarget,
  respondJson,
  SettingError,
  type Crashes,
  type Engine,
  type Faults,
  type Functions,
  type HttpPart,
} from 'cdk-app-emulator';
import * as z from 'zod';

export interface ChaosApiDependencies {
  faults: Faults;
  crashes: Crashes;
  engine: Pick<Engine, 'restart'>;
  functions: Pick<Functions, 'find'>;
}

const bodyBytesMax = 64 * 1024;
const faultsBody = z.record(z.string(), z.union([z.string(), z.number()]));
const crashBody = z.strictObject({
  function: z.string(),
  match: z.string().default(''),
  after_calls: z.int().min(0),
});

/**
 * Breaks things on purpose while the app runs: `GET` and `POST /dev/faults` (settings by their names),
 * `GET /dev/faults/counts`, `POST /dev/crashes` and `GET /dev/crashes/{id}` (the end of one invocation),
 * `POST /dev/engine/restart`.
 */
export class ChaosApi implements HttpPart {
  readonly ownOriginOnly = true;

  constructor(private readonly dependencies: ChaosApiDependencies) {}

  serves(request: IncomingMessage): boolean {
    return /^\/dev\/(faults|crashes|engine)(\/|$)/.test(requestTarget(request).path);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path } = requestTarget(request);
    try {
      const [status, body] = await this.#answer(`${request.method} ${path}`, await jsonOf(request));
      respondJson(response, status, body);
    } catch (error) {
      if (!(error instanceof SettingError || error instanceof EngineError || error instanceof z.ZodError)) throw error;
      respondJson(response, 400, { message: error instanceof z.ZodError ? z.prettifyError(error) : error.message });
    }
  }

  async #answer(call: string, body: unknown): Promise<[status: number, body: unknown]> {
    const { faults, engine } = this.dependencies;
    switch (call) {
      case 'POST /dev/faults':
        changeFaults(faults, faultsBody.parse(body));
        return [200, faults];
      case 'GET /dev/faults':
        return [200, faults];
      case 'GET /dev/faults/counts':
        return [200, happened(faults)];
      case 'POST /dev/crashes':
        return [201, { id: this.#order(body) }];
      case 'POST /dev/engine/restart':
        await engine.restart();
        return [200, {}];
      default:
        return this.#report(call);
    }
  }

  #order(body: unknown): string {
    const { function: name, match, after_calls: afterCalls } = crashBody.parse(body);
    const model = this.dependencies.functions.find(name);
    if (model === undefined) throw new SettingError(`function: there is no ${name}`);
    return this.dependencies.crashes.order({ functionName: model.shortName, match, afterCalls });
  }

  #report(call: string): [status: number, body: unknown] {
    const [, id = ''] = /^GET \/dev\/crashes\/([\w-]+)$/.exec(call) ?? [];
    const report = this.dependencies.crashes.find(id);
    return report === undefined ? [404, { message: 'Not Found' }] : [200, report];
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, bodyBytesMax);
  try {
    return JSON.parse(body?.toString() || '{}');
  } catch {
    throw new SettingError('the body must be JSON');
  }
}
