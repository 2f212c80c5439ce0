import { expect } from 'vitest';
import { connectionsOf } from '../../support/presence.ts';
import { isOverSockets } from '../driver/chat.ts';
import type { Watched } from '../driver/kills.ts';
import { checkConsistent, checkEverybodyHears } from './checks.ts';
import type { Scene } from './scene.ts';
import type { CrashVerb } from './verb.ts';

/** A verb that has died in its scene. */
export interface Died {
  verb: CrashVerb;
  scene: Scene;
  redeliver: Watched['redeliver'];
}

/** What happens after a death. `go` fails if anything is not as if nothing had died. */
export interface FollowUp {
  title: string;
  /** What passes before. Over sockets no time passes. */
  pauseMs: number;
  /**
   * After the pause both ask for their unread count, and half as much time passes: what they remember must
   * hide nothing later.
   */
  asksUnread?: true;
  /** Before the pause all devices of Alice end, and no `$disconnect` comes. */
  cutsAlice?: true;
  go(died: Died, index: number): Promise<void>;
}

/** What Bob may do next. The thread may be closed for messages, or not exist, or Alice may have blocked Bob. */
const nextOperations: ((scene: Scene) => Promise<{ status: number } | void>)[] = [
  (scene) => scene.rest(scene.bob, 'POST', 'messages/', { content: 'And?' }),
  async (scene) => {
    const device = await scene.bob.connect();
    scene.moreDevices.push(device);
    await scene.frame(device, 'join_thread');
  },
  (scene) => scene.rest(scene.bob, 'POST', 'mark-read/', {}),
];

async function goRepeated({ verb, scene, redeliver }: Died): Promise<void> {
  await (verb.isRedelivered ? redeliver() : verb.act(scene));
  await verb.check?.(scene, await checkConsistent(scene));
  await checkHeard({ verb, scene });
}

/** In process, only verbs that change connections can keep anybody from hearing; the others would double the time. */
async function checkHeard({ verb, scene }: Pick<Died, 'verb' | 'scene'>): Promise<void> {
  if (isOverSockets || verb.changesConnections) await checkEverybodyHears(scene);
}

async function nextIsConsistent({ verb, scene }: Died, index: number): Promise<void> {
  const answer = await nextOperations[index % nextOperations.length]!(scene);
  expect([200, 201, 403, 404, 409, undefined]).toContain(answer?.status);
  const after = await checkConsistent(scene);
  if (verb.isNeverRepeated) await verb.check?.(scene, after);
}

async function goOthersNext(died: Died, index: number): Promise<void> {
  await nextIsConsistent(died, index);
  await checkHeard(died);
}

/** What Bob pushes to must not include Alice's connections afterwards. */
async function goCut({ scene }: Died): Promise<void> {
  await scene.rest(scene.bob, 'POST', 'messages/', { content: 'There?' });
  const { members } = await checkConsistent(scene);
  expect(members.filter((member) => member.userId === scene.alice.id)).toEqual([]);
  // A connection that has joined nothing must be half a minute old before a 410 proves that it has ended.
  if (!isOverSockets) expect(await connectionsOf(scene.store, scene.alice.id)).toEqual([]);
}

const fiveSecondsMs = 5_000;
const hourMs = 60 * 60_000;

/** What may follow a death, by kind. The alternatives of a kind take turns from one death to the next. */
export function followUpsOf(verb: CrashVerb): FollowUp[][] {
  const repeated: FollowUp[] = [
    { title: 'repeated', pauseMs: fiveSecondsMs, go: goRepeated },
    {
      title: 'repeated after both asked for their unread count',
      pauseMs: fiveSecondsMs,
      asksUnread: true,
      go: goRepeated,
    },
  ];
  const othersNext: FollowUp[] = [
    { title: 'the other goes on', pauseMs: fiveSecondsMs, go: goOthersNext },
    // By then the connections have ended.
    { title: 'the other goes on hours later', pauseMs: 2 * hourMs, asksUnread: true, go: nextIsConsistent },
  ];
  const cut: FollowUp = {
    title: 'all devices of Alice end without $disconnect',
    cutsAlice: true,
    pauseMs: 60_000,
    go: goCut,
  };
  return [...(verb.isNeverRepeated ? [] : [repeated]), othersNext, ...(verb.changesConnections ? [[cut]] : [])];
}
