import { rateLimit } from '../../lambdas/platform/setting-values.ts';
import { settingDefaults } from '../../lambdas/platform/settings.ts';
import { throttleOf } from '../../lib/route-settings.ts';
import { readDeploySettings } from '../../lib/settings.ts';
import type { Measured } from './abuse-case.ts';
import { noRoute } from './traffic.ts';

const settings = readDeploySettings({}, {});

export const userLimit = settingDefaults.CHAT_USER_LIMIT;
/** The threads that a user may create. */
export const threadLimit = settingDefaults.CHAT_THREAD_LIMIT;
/** The pages of searches that a user may ask for. */
export const searchLimit = settingDefaults.CHAT_SEARCH_LIMIT;

/** Calls a second that a limit such as `120/10s` accepts for ever. */
export function perSecond(limit: string): number {
  const parsed = rateLimit.parse(limit);
  return parsed === null ? Infinity : (parsed.burst / parsed.perMs) * 1_000;
}

/** Calls a second that the stage lets everybody make together, by the default settings. */
export function stageRate({ routes }: Pick<Measured, 'routes'>): number {
  const rateOf = (route: string) =>
    (route === noRoute ? null : throttleOf(route, settings))?.rateLimit ?? settings.throttleRate;
  const rounds = [...routes].map(([route, calls]) => rateOf(route) / calls);
  const calls = [...routes.values()].reduce((sum, count) => sum + count, 0);
  return Math.min(...rounds) * calls;
}
