import { lazy, Suspense, useCallback, useState } from 'react';
import { AccountMenu, lazyPart, words } from '@marketplace-chat/components';
import { canPush } from './push/browser.ts';

/** Quietly absent if it cannot be loaded. */
const PushChoice = lazy(() =>
  import('./push/PushChoice.tsx').then(
    (part) => ({ default: part.PushChoice }),
    () => ({ default: () => null }),
  ),
);
const QuietHours = lazyPart(async () => (await import('./push/QuietHours.tsx')).QuietHours);

/** The menu of the signed-in user, with the settings of pushes if the chat has them. */
export function Account({ hasPush, onSignOut }: { hasPush: boolean; onSignOut: () => void }) {
  const [isQuietOpen, setQuietOpen] = useState(false);
  const closeQuiet = useCallback(() => setQuietOpen(false), []);
  const choice = (
    <Suspense>
      <PushChoice />
    </Suspense>
  );
  return (
    <>
      <AccountMenu
        onSignOut={onSignOut}
        alerts={hasPush && canPush() && choice}
        items={hasPush ? [{ label: words.quiet.open, icon: 'clock', onSelect: () => setQuietOpen(true) }] : []}
      />
      {isQuietOpen && <QuietHours onClose={closeQuiet} />}
    </>
  );
}
