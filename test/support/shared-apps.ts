import type { TestProject } from 'vitest/node';
import { noLimits } from '../../measure/no-limits.ts';
import { startApp } from './local-app.ts';

/** An app that is running, and the settings with which it was started. */
interface SharedApp {
  environment: Record<string, string>;
  url: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    sharedApps: SharedApp[];
  }
}

const environments: Record<string, string>[] = [{}, noLimits];

/**
 * Starts the apps that the files of a project share. Tests have people of their own, so they do not disturb each other;
 * a test that changes a fault, or needs other settings, starts an app of its own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const apps = await Promise.all(environments.map((environment) => startApp(environment)));
  project.provide(
    'sharedApps',
    apps.map(({ url }, index) => ({ environment: environments[index]!, url })),
  );
  return async () => void (await Promise.all(apps.map((app) => app.stop())));
}
