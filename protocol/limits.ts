/**
 * Every limit that a client can meet, in one place. Lengths called `…Chars` count Unicode code points,
 * lengths called `…Bytes` count UTF-8 bytes.
 */
export const limits = {
  idChars: 128,
  usernameChars: 64,
  jobTitleChars: 120,
  clientMessageIdChars: 64,
  previewChars: 100,
  contentChars: 4_000,
  metadataBytes: 4 * 1024,
  actionLabelChars: 40,
  actionUrlChars: 2_048,

  /** Emoji of one user on one message (RE-2). */
  reactionsPerUser: 10,

  /** Files of one message (ATT-4). */
  attachmentsPerMessage: 10,
  fileNameChars: 255,
  mediaTypeChars: 255,
  /** Of a picture's or video's width and height. */
  pixels: 1_000_000,
  /** Of the duration that a client gives: a year. */
  durationMs: 366 * 24 * 60 * 60 * 1000,
  /** How long a voice message may be (ATT-7). */
  voiceMs: 15 * 60 * 1000,
  waveformSteps: 100,
  previewBytes: 256 * 1024,
  /** Each part of an upload but the last one (ATT-1). */
  partBytes: 16 * 1024 * 1024,
  /** How long URLs for uploads are valid. */
  uploadUrlMs: 60 * 60 * 1000,
  /** How long links to files are valid (ATT-5). */
  linkMs: 5 * 60 * 1000,
  /** How long a file may wait to be sent (ATT-6). */
  unsentFileMs: 24 * 60 * 60 * 1000,

  pageDefault: 50,
  pageMax: 100,

  /** Of the text of a search (SR-2). */
  searchChars: 200,
  searchPageDefault: 20,
  searchPageMax: 50,
  searchCursorChars: 8_000,

  /** Levels of nesting in JSON, the frame or body itself being the first (WS-4). */
  jsonLevels: 32,

  /** API Gateway closes the socket on a larger frame (WebSocket quotas of API Gateway). */
  frameBytes: 32 * 1024,
  /** The largest payload that the management API posts to a connection. */
  messageBytes: 128 * 1024,
  restBodyBytes: 64 * 1024,

  /** Rooms that a user's connections may have joined, together (WS-8). */
  roomsPerUser: 100,

  /** Threads that a user may have pinned (ME-1). */
  pinnedThreads: 10,
  /** Users whom a user may have blocked (ME-3). */
  blocksPerUser: 1_000,

  /** Browsers of a user that take pushes (NT-1). */
  pushSubscriptions: 10,
  pushEndpointChars: 1_000,

  /** How many of the newest messages are searched for the one that a send repeats (WS-10). */
  repeatWindow: 32,
  /** How long an `event_id` of the marketplace is remembered. */
  eventMemoryDays: 30,

  /** API Gateway ends a WebSocket connection after two hours, whatever happens on it. */
  connectionLifetimeMs: 2 * 60 * 60 * 1000,
  /** API Gateway closes a WebSocket connection that was idle for ten minutes. */
  connectionIdleMs: 10 * 60 * 1000,
} as const;

/** The application sub-protocol that client and server agree on (RFC 6455, section 1.9). */
export const subprotocol = 'chat.v1';

/** A token is sent as a second sub-protocol, `jwt.<token>`: browsers cannot set a header at the handshake. */
export const tokenSubprotocolPrefix = 'jwt.';

/** The path below which all of REST is served. */
export const restBase = '/api/chat';
