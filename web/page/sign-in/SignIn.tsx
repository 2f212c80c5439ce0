import { useState } from 'react';
import { lazyPart, words, tabStorage } from '@marketplace-chat/components';
import type { Session } from '../auth/session.ts';
import type { PageConfig } from '../config/page-config.ts';

/** Loaded only when it is shown, because deployed pages never need it. */
const DevSignIn = lazyPart(async () => (await import('./DevSignIn.tsx')).DevSignIn);

interface SignInProps {
  config: PageConfig;
  /** Why the last attempt failed. */
  problem: string | null;
  onSession: (session: Session) => void;
}

/** Deployed: a button that leads to the issuer. On one machine: a list of demo users. */
export function SignIn({ config, problem, onSession }: SignInProps) {
  return (
    <div className="full-page">
      <main className="sign-in">
        <img className="logo" src={config.brand?.logo ?? '/favicon.svg'} alt={config.brand?.name ?? ''} />
        <h1>{words.signIn.title}</h1>
        <p>{config.dev ? words.signIn.devIntro : words.signIn.intro}</p>
        {config.dev ? <DevSignIn onSession={onSession} /> : <OidcSignIn config={config} />}
        {problem !== null && (
          <p className="error-text" role="alert">
            {problem}
          </p>
        )}
      </main>
    </div>
  );
}

function OidcSignIn({ config }: { config: PageConfig }) {
  const [state, setState] = useState<'idle' | 'working' | 'failed' | 'noStorage'>('idle');
  const signIn = async () => {
    // The redirect back is accepted only with the state that is kept there.
    if (!tabStorage.lasts()) return setState('noStorage');
    setState('working');
    try {
      await (await import('../auth/oidc.ts')).redirectToIssuer(config);
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <button
        type="button"
        className="button"
        data-look="primary"
        disabled={state === 'working'}
        onClick={() => void signIn()}
      >
        {state === 'working' ? words.signIn.working : words.signIn.button}
      </button>
      {(state === 'failed' || state === 'noStorage') && (
        <p className="error-text" role="alert">
          {words.signIn[state]}
        </p>
      )}
    </>
  );
}
