import { useNow } from '@marketplace-chat/react';
import { followTimeZone } from '../view/format.ts';

/** The time zone in which times are shown. A component that shows times renders again when it changes. */
export function useTimeZone(): string {
  useNow();
  return followTimeZone();
}
