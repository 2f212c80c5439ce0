import { plus, times } from '../cost/usage.ts';
import type { World } from '../../measure/world.ts';
import type { AbuseCase, Measured } from './abuse-case.ts';
import { abuseCases } from './cases.ts';
import { openScene, type Scene } from './scene.ts';
import { Traffic } from './traffic.ts';

/**
 * Measures the cases one after the other in one scene. Throws if a call is refused that should not be, or the
 * other way round.
 */
export async function measureAbuse(world: World, log: (line: string) => void = () => undefined): Promise<Measured[]> {
  const scene = await openScene(world);
  const measured: Measured[] = [];
  for (const abuse of abuseCases) {
    log(`${abuse.who}: ${abuse.what}`);
    measured.push(await measureCase(scene, abuse));
  }
  return measured;
}

async function measureCase(scene: Scene, abuse: AbuseCase): Promise<Measured> {
  const { meter, pushed } = scene.chat.world;
  // What prepares a case counts neither for it nor for the one before.
  scene.traffic = new Traffic();
  await abuse.prepare?.(scene);
  const traffic = (scene.traffic = new Traffic());
  const pushedBefore = pushed.length;
  const { writeUnits, readUnits } = await meter.of(() => abuse.run(scene));
  if (traffic.refusals > 0 !== (abuse.isRefused ?? false))
    throw new Error(`"${abuse.what}" was ${abuse.isRefused ? 'not refused' : 'refused'}`);
  for (const { frame } of pushed.slice(pushedBefore)) traffic.push(JSON.stringify(frame));
  if (abuse.events !== undefined) traffic.publish(abuse.events);
  const { calls, routes, pushes } = traffic;
  const perCall = times(plus(traffic.usage, { writeUnits, readUnits }), 1 / calls);
  return { abuse, perCall, requestsPerCall: 1 + pushes / calls, routes };
}
