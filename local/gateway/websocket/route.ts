import type { WebSocketApiModel, WebSocketRouteModel } from '../../model.ts';

/** The path of a route selection expression: `$request.body.action` or `${request.body.action}` → ['action']. */
function pathOf(expression: string): string[] {
  const [, path] = /^\$\{?request\.body\.([\w.]+)\}?$/.exec(expression) ?? [];
  return path?.split('.') ?? [];
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
  const selected = valueAt(parseJson(body), pathOf(api.routeSelectionExpression));
  const custom = api.routes.find(({ routeKey }) => !routeKey.startsWith('$') && routeKey === selected);
  return custom ?? findRoute(api, '$default');
}

export function findRoute(api: WebSocketApiModel, routeKey: string): WebSocketRouteModel | undefined {
  return api.routes.find((route) => route.routeKey === routeKey);
}
