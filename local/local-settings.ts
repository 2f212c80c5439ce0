import { readSettings, type EmulatorSettings } from 'cdk-app-emulator';

/** Hosts, as `HOST:PORT`, comma-separated, to which pushes go by plain http. */
const pushHosts = 'LOCAL_PUSH_HOSTS';

/** The settings of the emulator. Throws a `SettingError`, also for an unknown variable that begins with LOCAL_. */
export function readLocalSettings(): EmulatorSettings {
  return readSettings(process.env, [pushHosts]);
}

/** What the functions' settings are on this machine, other than where the chat is deployed. */
export function functionSettings(): Record<string, string> {
  return { CHAT_PUSH_HOSTS: process.env[pushHosts] ?? '' };
}

/** The deploy setting `frameAncestors`, which the synthesised app has checked. Its distribution is not emulated. */
export function frameAncestorsIn({ CHAT_FRAME_ANCESTORS = '' }: Record<string, string | undefined>): string[] {
  return CHAT_FRAME_ANCESTORS.split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
}
