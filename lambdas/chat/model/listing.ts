import { roles, type Role } from '../../../protocol/objects.ts';
import type { Thread } from './types.ts';

/** Who may reopen a thread, and in whose list it is (REST-7, REST-8). */

/** Whether the participant may open the thread: nobody else has closed it. Of old rows nobody knows who has. */
export function mayOpen({ isActive, closedBy }: Thread, role: Role): boolean {
  return isActive || closedBy === null || closedBy === role;
}

/** Whether the participant has deleted the thread from their list. */
export function isHiddenFor({ hiddenFor }: Thread, role: Role): boolean {
  return hiddenFor.includes(role);
}

/** The participants in whose lists the thread is. */
export function listedFor(thread: Thread): Role[] {
  return roles.filter((role) => !isHiddenFor(thread, role));
}
