import { changeEventNames, changeEventSource } from '../change-event.ts';
import { replyOf } from '../events.ts';
import { actions, type Action } from '../frames.ts';
import { limits, subprotocol, tokenSubprotocolPrefix } from '../limits.ts';
import { hosts, license, version } from './about.ts';
import { Components, type Json } from './components.ts';
import {
  changeMessages,
  changeName,
  eventName,
  eventNames,
  frameName,
  pushes,
  socketMessages,
  systemMessages,
} from './messages.ts';

const description = `The chat of a freelance marketplace over a WebSocket, the events that the marketplace's services send into it, and
those that it sends out.

A client frame is \`{"action", "request_id"?, ...}\`, a server frame \`{"event", "request_id"?, "data"}\`. A reply carries the
\`request_id\` of its request; nothing else does. Pushes come at least once and may overtake each other: order them by \`seq\`,
then by \`revision\`, and drop what you know. Unknown fields are ignored. Ignore events that you do not know.`;

const summaries: Record<Action, string> = {
  hello:
    'Ask for `connection_confirmed` when the socket opens; with a fresh token of the same user, renew the connection',
  join_thread: 'Join a thread and get its newest messages, or those after a sequence number',
  leave_thread: 'Leave a thread',
  send_message: 'Send a message; a repeat with the same `client_message_id` is answered with the first one',
  typing_start:
    'Show the other participant that the user is typing; answered only if the frame has a `request_id` or fails',
  typing_stop: 'Show the other participant that the user stopped typing',
  mark_as_read: 'Mark messages as read: all, or up to a sequence number',
  edit_message: 'Edit a message of your own',
  delete_message: 'Delete a message of your own; it becomes empty and keeps its sequence number',
  add_reaction: 'React to a message with an emoji',
  remove_reaction: 'Take back a reaction of your own',
  ping: 'Check that the server answers',
};

const tokenQuery = { type: 'string', description: 'A JWT' };
const headers = {
  type: 'object',
  properties: {
    'Sec-WebSocket-Protocol': {
      type: 'string',
      description: `\`${subprotocol}, ${tokenSubprotocolPrefix}<token>\`: the server selects \`${subprotocol}\``,
      examples: [`${subprotocol}, ${tokenSubprotocolPrefix}eyJhbGciOiJSUzI1NiJ9.e30.c2ln`],
    },
    Authorization: { type: 'string', description: '`Bearer <token>`' },
  },
};

const securitySchemes = {
  subprotocol: {
    type: 'httpApiKey',
    in: 'header',
    name: 'Sec-WebSocket-Protocol',
    description: `\`${tokenSubprotocolPrefix}<token>\` beside \`${subprotocol}\`. Preferred, and the only way besides the query in a browser`,
  },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  query: { type: 'httpApiKey', in: 'query', name: 'token' },
};

const ref = (path: string): Json => ({ $ref: `#/${path}` });

function servers(): Json {
  const security = Object.keys(securitySchemes).map((name) => ref(`components/securitySchemes/${name}`));
  const region = { default: 'eu-central-1', description: 'A region of AWS' };
  return {
    deployed: { host: '{host}', pathname: '/ws', protocol: 'wss', variables: { host: hosts.deployed }, security },
    local: {
      host: '127.0.0.1:{port}',
      pathname: '/ws',
      protocol: 'ws',
      variables: { port: hosts.localPort },
      security,
    },
    lambda: {
      host: 'lambda.{region}.amazonaws.com',
      protocol: 'https',
      variables: { region },
      description: "Lambda's Invoke API. IAM decides who may call it",
    },
    bus: {
      host: 'events.{region}.amazonaws.com',
      protocol: 'eventbridge',
      variables: { region },
      description: 'The event bus of the stage. IAM decides who may put events',
    },
  };
}

function channel(address: string, on: string[], messages: Record<string, Json>, more: Json): Json {
  return {
    address,
    servers: on.map((name) => ref(`servers/${name}`)),
    messages: Object.fromEntries(Object.keys(messages).map((name) => [name, ref(`components/messages/${name}`)])),
    ...more,
  };
}

const eventsOut = `Events of source \`${changeEventSource}\`, of the kinds that the deploy setting \`events\` switches on: by default
only \`thread.created\`. They come at least once, in no promised order`;

interface Messages {
  socket: Record<string, Json>;
  system: Record<string, Json>;
  changes: Record<string, Json>;
}

function channels({ socket, system: { BusEvent, ...invocation }, changes }: Messages): Json {
  const query = { type: 'object', properties: { token: tokenQuery } };
  const bindings = { ws: { method: 'GET', query, headers, bindingVersion: '0.1.0' } };
  const text = `Frames of at most ${limits.frameBytes} bytes from the client, ${limits.messageBytes} from the server. The gateway ends a
connection after ${limits.connectionIdleMs / 60_000} idle minutes, and after ${limits.connectionLifetimeMs / 3_600_000} hours.`;
  return {
    chat: channel('/', ['deployed', 'local'], socket, { description: text, bindings }),
    systemMessage: channel('/2015-03-31/functions/{function}/invocations', ['lambda'], invocation, {
      description: 'A direct invocation; `npm start` serves the same path on its own port',
      parameters: { function: { default: 'system-message', description: 'On AWS `chat-<stage>-system-message`' } },
    }),
    eventBus: channel(
      'marketplace',
      ['bus'],
      { BusEvent: BusEvent as Json },
      {
        description: 'Events of source `marketplace`; retried, then kept in a dead-letter queue',
      },
    ),
    eventsOut: channel(changeEventSource, ['bus'], changes, { description: eventsOut }),
  };
}

function operation(
  action: 'receive' | 'send',
  on: string,
  summary: string,
  message: string,
  replies: string[] = [],
): Json {
  const refsOf = (names: string[]) => names.map((name) => ref(`channels/${on}/messages/${name}`));
  return {
    action,
    channel: ref(`channels/${on}`),
    summary,
    messages: refsOf([message]),
    ...(replies.length > 0 ? { reply: { channel: ref(`channels/${on}`), messages: refsOf(replies) } } : {}),
  };
}

/** From the server's side: it receives actions and replies to them, and it sends pushes. */
function operations(): Json {
  const received = actions.map((action) => {
    const replies = [eventName(replyOf[action]), eventName('error'), 'GatewayError'];
    return [action, operation('receive', 'chat', summaries[action], frameName(action), replies)];
  });
  const sent = eventNames.flatMap((event) => {
    const to = pushes[event];
    return to === undefined ? [] : [[`push_${event}`, operation('send', 'chat', to, eventName(event))]];
  });
  const out = changeEventNames.map((kind) => [
    `put_${kind.replace('.', '_')}`,
    operation('send', 'eventsOut', `Tell the marketplace: \`${kind}\``, changeName(kind)),
  ]);
  return {
    ...Object.fromEntries(received),
    ...Object.fromEntries(sent),
    system_message: operation('receive', 'systemMessage', 'Write a message of the marketplace', 'SystemEvent', [
      'SystemEventResult',
    ]),
    marketplace_event: operation('receive', 'eventBus', 'Write a message of the marketplace', 'BusEvent'),
    ...Object.fromEntries(out),
  };
}

/** The WebSocket API and the marketplace's events as an AsyncAPI 3 document, generated from the schemas in use. */
export function asyncApiDocument(): Json {
  const components = new Components('draft-07');
  const socket = socketMessages(components);
  const system = systemMessages(components);
  const changes = changeMessages(components);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Marketplace chat', version, description, license },
    defaultContentType: 'application/json',
    servers: servers(),
    channels: channels({ socket, system, changes }),
    operations: operations(),
    components: { securitySchemes, messages: { ...socket, ...system, ...changes }, schemas: components.all() },
  };
}
