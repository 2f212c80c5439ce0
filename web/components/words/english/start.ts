import { count } from './count.ts';

export const start = {
  loading: 'Loading…',
  failed: 'The chat cannot start',
  failedHint: 'Its settings could not be loaded. Check your connection and try again.',
  crashed: 'Something went wrong',
  crashedHint: 'The page ran into a problem. Your messages are safe. Reload the page to continue.',
  partFailed: 'This part of the page could not be loaded. Check your connection and try again.',
  retry: 'Try again',
  reload: 'Reload',
};

export const signIn = {
  title: 'Welcome',
  intro: 'Talk with your clients and freelancers, all in one place.',
  button: 'Sign in',
  working: 'Signing in…',
  failed: 'Signing in failed. Please try again.',
  noStorage: 'Your browser blocks the storage of this site, which signing in needs. Please allow it and try again.',
  devIntro: 'Choose who you want to be on this machine. Open a second window to be both.',
  devOther: 'Somebody else',
  devFailed: 'The demo users could not be loaded. Type a name instead.',
  devContinue: 'Continue',
  as: (name: string) => `Continue as ${name}`,
  signOut: 'Sign out',
  account: (name: string) => `Account of ${name}`,
  signedInAs: (name: string) => `Signed in as ${name}`,
};

export const signOut = {
  unsent: (n: number) => `${count(n, 'message is', 'messages are')} not sent`,
  unsentHint: 'They are saved only in this browser. If you sign out now, they will not be sent.',
  discard: 'Discard and sign out',
  stay: 'Stay',
};

export const language = { label: 'Language', device: 'Same as this device' };

export const theme = { label: 'Appearance', system: 'System', light: 'Light', dark: 'Dark' };

export const connection = {
  retry: 'Retry now',
  offlineBanner: 'You are offline. Your messages will be sent when you are back online.',
  waitingBanner: 'The connection was lost. Your messages will be sent when it is back.',
  refusedBanner: 'Your session has ended.',
  signInAgain: 'Sign in again',
};
