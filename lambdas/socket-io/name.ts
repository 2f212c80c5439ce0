/** The name of the codec, in the rows of a connection and in what its handshake says. */
export const socketIoName = 'socket.io';

/** The context of the authorizer, as API Gateway passes it on with every event of a connection. */
interface WithContext {
  requestContext: { authorizer?: unknown };
}

/** Whether the event is of a connection that speaks Socket.IO. */
function isSocketIo({ requestContext: { authorizer } }: WithContext): boolean {
  return (authorizer as { codec?: unknown } | undefined)?.codec === socketIoName;
}

/** The handler for connections that speak Socket.IO, if there is one, and another for all others. */
export function bySocketIo<E extends WithContext, R>(
  socketIo: ((event: E) => Promise<R>) | null,
  native: (event: E) => Promise<R>,
): (event: E) => Promise<R> {
  return (event) => (socketIo !== null && isSocketIo(event) ? socketIo(event) : native(event));
}
