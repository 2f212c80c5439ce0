import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import {
  applyBrand,
  applyLanguage,
  locale,
  Placeholder,
  reloadIfReachable,
  useWords,
  words,
} from '@marketplace-chat/components';
import { loadResume, type ResumeSession } from './auth/resume.ts';
import type { Session } from './auth/session.ts';
import { ChatPage } from './ChatPage.tsx';
import { loadConfig, type PageConfig } from './config/page-config.ts';
import { SignIn } from './sign-in/SignIn.tsx';

type Start =
  | { kind: 'loading' }
  | { kind: 'failed' }
  | { kind: 'signedOut'; config: PageConfig; problem: string | null }
  | { kind: 'signedIn'; config: PageConfig; session: Session };

/** Loads the settings, resumes the session, and shows the chat or the sign-in page. */
export function App() {
  const [start, setStart] = useState<Start>({ kind: 'loading' });
  const { direction, title, appName: usualName } = useWords();
  const appName = ('config' in start ? start.config.brand?.name : undefined) ?? usualName;
  // Before the chat writes its own title.
  useLayoutEffect(() => {
    document.documentElement.lang = locale();
    document.documentElement.dir = direction;
    document.title = title(0, null, appName);
  }, [direction, title, appName]);
  useEffect(() => {
    void begin().then(setStart);
  }, []);
  const signedOut = useCallback(() => {
    // The next user must not see which conversation was open.
    history.replaceState(null, '', '/');
    setStart((last) => ('config' in last ? { kind: 'signedOut', config: last.config, problem: null } : last));
  }, []);

  switch (start.kind) {
    case 'loading':
      return (
        <main className="full-page placeholder">
          <h1 className="visually-hidden">{appName}</h1>
          <p role="status">
            <span className="spinner" />
            {words.start.loading}
          </p>
        </main>
      );
    case 'failed':
      return (
        <main className="full-page">
          <Placeholder isPage icon="alert" title={words.start.failed} hint={words.start.failedHint}>
            <button type="button" className="button" onClick={() => void reloadIfReachable()}>
              {words.start.retry}
            </button>
          </Placeholder>
        </main>
      );
    case 'signedOut': {
      const { config } = start;
      const signedIn = (session: Session) => setStart({ kind: 'signedIn', config, session });
      return <SignIn config={config} problem={start.problem} onSession={signedIn} />;
    }
    case 'signedIn':
      return <ChatPage config={start.config} session={start.session} onSignedOut={signedOut} />;
  }
}

async function begin(): Promise<Start> {
  let config: PageConfig;
  let resumeSession: ResumeSession;
  try {
    const read = await loadConfig();
    const [brand, resume] = await Promise.all([
      read.brand && applyBrand(read.brand),
      loadResume(read),
      applyLanguage(read.language),
    ]);
    config = { ...read, brand };
    resumeSession = resume;
  } catch {
    return { kind: 'failed' };
  }
  try {
    const session = await resumeSession();
    return session === null ? { kind: 'signedOut', config, problem: null } : { kind: 'signedIn', config, session };
  } catch {
    return { kind: 'signedOut', config, problem: words.signIn.failed };
  }
}
