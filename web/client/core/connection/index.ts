/** The slice of the connection: dialling, the handshake, renewing the token, replacing and losing the connection. */
export { handlers } from './handlers.ts';
export { pump } from './lifetime.ts';
export { retireIfIdle } from './ending.ts';
