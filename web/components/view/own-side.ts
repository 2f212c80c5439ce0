import type { Thread } from '../../../protocol/objects.ts';

const hourMs = 3_600_000;

/** How long a conversation can be muted; null for as long as the user wants. */
const muteMs = { hour: hourMs, eightHours: 8 * hourMs, week: 7 * 24 * hourMs, forever: null } as const;
export type MuteTime = keyof typeof muteMs;
export const muteTimes = Object.keys(muteMs) as MuteTime[];

/** The value of `muted_until` (ME-1) for a choice that is made now. */
export function mutedUntil(time: MuteTime, nowMs: number): string {
  const ms = muteMs[time];
  return ms === null ? 'forever' : new Date(nowMs + ms).toISOString();
}

export function isMuted({ me: { muted_until: until } }: Pick<Thread, 'me'>, now: Date): boolean {
  return until === 'forever' || (until !== null && Date.parse(until) > now.getTime());
}

/** Whether a conversation has unread messages, or is marked as unread by hand (ME-2). */
export function isUnread({ unread_count: count, me }: Pick<Thread, 'unread_count' | 'me'>): boolean {
  return count > 0 || me.marked_unread;
}

/** The unread messages that the title and the icon of the tab show: those of muted conversations are left out. */
export function loudUnread(total: number, threads: readonly Thread[], now: Date): number {
  const muted = threads.filter((thread) => isMuted(thread, now));
  return Math.max(0, total - muted.reduce((sum, thread) => sum + thread.unread_count, 0));
}
