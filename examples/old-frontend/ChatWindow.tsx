import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import {
  ChatSocketIOClient,
  type ChatAddress,
  type ChatMessage,
  type ConnectionStatus,
  type ThreadId,
} from './chatSocketIO.ts';

interface ChatWindowProps {
  /** Has to be the same object while the server is the same. */
  address: ChatAddress;
  token: string;
  threadId: ThreadId;
}

/** After this long without a key press, typing has stopped. */
const typingMs = 3_000;

/** What the events of the connection have told the window. */
function useChatThread({ address, token, threadId }: ChatWindowProps) {
  const client = useMemo(() => new ChatSocketIOClient(address), [address]);
  const [attempt, setAttempt] = useState(0);
  const [status, setStatus] = useState<ConnectionStatus>('disconnected');
  const [me, setMe] = useState('');
  const [messages, setMessages] = useState<ChatMessage[]>([]);
  const [typing, setTyping] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    let isCurrent = true;
    client.setEventHandlers({
      onConnectionChange: setStatus,
      onConfirmed: (username) => (setMe(username), setError(null)),
      onThreadJoined: setMessages,
      onMessage: (message) => setMessages((earlier) => [...earlier, message]),
      onTypingStart: setTyping,
      onTypingStop: () => setTyping(null),
      onMessagesRead: (reader) => setMessages((earlier) => earlier.map((message) => readBy(reader, message))),
      onError: setError,
    });
    // It is joined at each confirmation, also if the first attempt to connect fails.
    client.joinThread(threadId);
    client.connect(token).catch((failure: Error) => isCurrent && setError(failure.message));
    return () => {
      isCurrent = false;
      client.leaveThread(threadId);
      client.setEventHandlers({});
      client.disconnect();
    };
  }, [client, token, threadId, attempt]);

  const retry = () => (setError(null), setAttempt((count) => count + 1));
  return { client, status, me, messages, typing, error, retry };
}

function readBy(reader: string, message: ChatMessage): ChatMessage {
  return message.sender?.username === reader ? message : { ...message, is_read: true };
}

/** The window of one conversation, as people of the old system know it. */
export function ChatWindow(props: ChatWindowProps) {
  const { client, status, me, messages, typing, error, retry } = useChatThread(props);
  const { threadId } = props;
  const hasUnread = messages.some((message) => message.sender?.username !== me && !message.is_read);
  useEffect(() => {
    if (hasUnread && status === 'connected') client.markAsRead(threadId);
  }, [client, hasUnread, status, threadId]);
  return (
    <main>
      <h1>Chat {threadId}</h1>
      <p role="status">{status}</p>
      {status !== 'connected' && <button onClick={retry}>Retry connection</button>}
      {error !== null && <p role="alert">{error}</p>}
      <ol aria-label="Messages">
        {messages.map((message) => (
          <MessageItem key={message.id} message={message} isOwn={message.sender?.username === me} />
        ))}
      </ol>
      <p aria-label="Typing">{typing !== null && `${typing} is typing…`}</p>
      <Composer client={client} threadId={threadId} />
    </main>
  );
}

function MessageItem({ message: { sender, message, sent_at: sentAt, is_read: isRead }, isOwn }: MessageItemProps) {
  return (
    <li>
      <strong>{sender?.username ?? 'Marketplace'}</strong> <span>{message}</span>{' '}
      <time dateTime={sentAt}>{new Date(sentAt).toLocaleTimeString()}</time> {isOwn && (isRead ? 'Read' : 'Sent')}
    </li>
  );
}

interface MessageItemProps {
  message: ChatMessage;
  isOwn: boolean;
}

function Composer({ client, threadId }: { client: ChatSocketIOClient; threadId: ThreadId }) {
  const [text, setText] = useState('');
  const stopping = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => {
    clearTimeout(stopping.current);
    stopping.current = undefined;
    client.stopTyping(threadId);
  };
  const type = (value: string) => {
    setText(value);
    if (stopping.current === undefined) client.startTyping(threadId);
    clearTimeout(stopping.current);
    stopping.current = setTimeout(stop, typingMs);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    client.sendMessage(threadId, text);
    setText('');
    stop();
  };
  return (
    <form onSubmit={send}>
      <input aria-label="Message" value={text} onChange={({ target }) => type(target.value)} />
      <button>Send</button>
    </form>
  );
}
