import type { HttpRouteModel } from '../model.ts';

/** The route of a request, with the path variables as they are in the path (not decoded). */
export interface RouteMatch {
  route: HttpRouteModel;
  pathParameters: Record<string, string>;
}

type Segment = { kind: 'literal'; text: string } | { kind: 'variable' | 'greedy'; name: string };

interface CompiledRoute {
  route: HttpRouteModel;
  method: string;
  segments: Segment[] | null;
}

/**
 * Selects routes by AWS's priorities (Developer Guide, "Create routes for HTTP APIs", routing API requests): a full
 * match before one with path variables before a greedy one before `$default`, and a method of its own before `ANY`.
 */
export class Router {
  readonly #routes: CompiledRoute[];

  constructor(routes: readonly HttpRouteModel[]) {
    this.#routes = routes.map(compile).sort((a, b) => compareText(rank(a), rank(b)));
  }

  match(method: string, path: string): RouteMatch | null {
    const parts = path.split('/').slice(1);
    for (const candidate of this.#routes) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const pathParameters = candidate.segments === null ? {} : bind(candidate.segments, parts);
      if (pathParameters !== null) return { route: candidate.route, pathParameters };
    }
    return null;
  }
}

function compile(route: HttpRouteModel): CompiledRoute {
  const [method = 'ANY', path] = route.routeKey.split(' ');
  if (path === undefined) return { route, method: 'ANY', segments: null };
  return { route, method, segments: path.split('/').slice(1).map(segmentOf) };
}

function segmentOf(text: string): Segment {
  const [, name, plus] = /^\{([^}+]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'literal', text };
  return { kind: plus === '+' ? 'greedy' : 'variable', name };
}

const kindRank = { literal: '0', variable: '1', greedy: '2' } as const;

/** More specific keys sort first: segment by segment, `ANY` after a method, `$default` last. */
function rank({ method, segments }: CompiledRoute): string {
  const path = segments === null ? '9' : segments.map(({ kind }) => kindRank[kind]).join('');
  return `${path}${method === 'ANY' ? 'b' : 'a'}`;
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function bind(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | null {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return null;
    if (segment.kind === 'literal') {
      if (part !== segment.text) return null;
      continue;
    }
    if (segment.kind === 'greedy') {
      // A greedy variable also matches nothing after the slash: AWS routes `/pets/` to `/pets/{proxy+}`.
      parameters[segment.name] = parts.slice(index).join('/');
      return parameters;
    }
    if (part === '') return null;
    parameters[segment.name] = part;
  }
  return parts.length === segments.length ? parameters : null;
}
