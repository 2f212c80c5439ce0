import { useState } from 'react';
import { NavLink, Route, Routes } from 'react-router';
import { ChatProvider, useChatState, useUnread } from '@marketplace-chat/react';
import { Messages } from './Messages.tsx';
import { getToken, signedInUser, signIn, signOut } from './session.ts';

/** Where the chat is; by default that of `npm start`. */
const url: string = import.meta.env.VITE_CHAT_URL ?? 'http://127.0.0.1:8006';

/** The marketplace. Its provider is above the routes, so that the connection lasts while the user looks around. */
export function App() {
  const [user, setUser] = useState(signedInUser);
  if (user === null) return <SignIn onSignedIn={setUser} />;
  return (
    <ChatProvider key={user} url={url} getToken={getToken}>
      <header className="site-header">
        <nav>
          <NavLink to="/">Jobs</NavLink>
          <MessagesLink />
        </nav>
        <SignOut onSignedOut={() => setUser(null)} />
      </header>
      <Routes>
        <Route index element={<Jobs />} />
        <Route path="messages/:threadId?" element={<Messages />} />
      </Routes>
    </ChatProvider>
  );
}

function MessagesLink() {
  const unread = useUnread();
  return <NavLink to="/messages">{unread > 0 ? `Messages (${unread})` : 'Messages'}</NavLink>;
}

function SignOut({ onSignedOut }: { onSignedOut: () => void }) {
  const { client } = useChatState();
  const leave = async () => {
    await client?.forget();
    signOut();
    onSignedOut();
  };
  return (
    <button type="button" onClick={() => void leave()}>
      Sign out
    </button>
  );
}

function SignIn({ onSignedIn }: { onSignedIn: (user: string) => void }) {
  const submit = (form: FormData) => {
    const user = String(form.get('user'));
    signIn(user);
    onSignedIn(user);
  };
  return (
    <form className="site-page" action={submit}>
      <label>
        User <input name="user" defaultValue="alice" required pattern="[\w.\-]+" />
      </label>
      <button type="submit">Sign in</button>
    </form>
  );
}

function Jobs() {
  return (
    <main className="site-page">
      <h1>Jobs</h1>
      <p>The chat stays connected here, too: the number of unread messages changes as they arrive.</p>
    </main>
  );
}
