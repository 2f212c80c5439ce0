import type { WebSocketApiModel, WebSocketRouteModel } from '../model.ts';

/**
 * Where a route selection expression looks in a message: `$request.body.action` or `${request.body.action}` →
 * ['action']; null for an expression of another kind, which is not emulated.
 */
export function selectionPath(expression: string): string[] | null {
  const [, bare, braced] = /^\$(?:request\.body\.([\w.-]+)|\{request\.body\.([\w.-]+)\})$/.exec(expression) ?? [];
  return (bare ?? braced)?.split('.') ?? null;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    const isThere = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name);
    return isThere ? (inner as Record<string, unknown>)[name] : undefined;
  }, value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The route of a message: the one whose key is what the expression finds in it, else `$default` (text that is no JSON
 * included), else none. The routes `$connect` and `$disconnect` cannot be asked for by a message.
 */
export function selectRoute(api: WebSocketApiModel, body: string): WebSocketRouteModel | undefined {
  const path = selectionPath(api.routeSelectionExpression);
  const selected = path === null ? undefined : valueAt(parseJson(body), path);
  const custom = api.routes.find(({ routeKey }) => !routeKey.startsWith('$') && routeKey === selected);
  return custom ?? findRoute(api, '$default');
}

export function findRoute(api: WebSocketApiModel, routeKey: string): WebSocketRouteModel | undefined {
  return api.routes.find((route) => route.routeKey === routeKey);
}
