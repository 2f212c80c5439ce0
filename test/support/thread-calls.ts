import { clientFrames, type Action } from '../../protocol/frames.ts';
import { endpoints, type EndpointName } from '../../protocol/rest.ts';

/** Every action and endpoint on a thread, with valid input. */

/** What each action takes beside the thread. */
const fieldsOf: Partial<Record<Action, object[]>> = {
  join_thread: [{}, { after_seq: 0 }],
  send_message: [{ content: 'hello' }, { content: 'hello', client_message_id: 'm', after_seq: 0 }],
  edit_message: [{ seq: 1, content: 'changed' }],
  delete_message: [{ seq: 1 }],
  add_reaction: [{ seq: 1, emoji: '👍' }],
  remove_reaction: [{ seq: 1, emoji: '👍' }],
};
const bodyOf: Partial<Record<EndpointName, object>> = {
  putThread: { is_active: false },
  patchThread: { is_active: false },
  setOwn: { pinned: true },
  sendMessage: { content: 'hello' },
  editMessage: { content: 'changed' },
  markRead: {},
  createUpload: { name: 'plan.pdf', content_type: 'application/pdf', size: 1 },
};
const queryOf: Partial<Record<EndpointName, string>> = { listMessages: 'limit=100' };

export const threadActions = (Object.keys(clientFrames) as Action[])
  .filter((action) => 'thread_id' in clientFrames[action].shape)
  .flatMap((action) => (fieldsOf[action] ?? [{}]).map((fields) => [action, fields] as const));

export const threadEndpoints = (Object.keys(endpoints) as EndpointName[]).filter((name) =>
  endpoints[name].path.includes('{id}'),
);

/** A request to the endpoint about a thread, and about its first message if it takes one. */
export function requestOf(name: EndpointName, threadId: string) {
  const { method, path } = endpoints[name];
  const body = bodyOf[name];
  return {
    method,
    path: path
      .replace('{id}', threadId)
      .replace('{seq}', '1')
      .replace('{attachment_id}', 'file')
      .replace('{emoji}', encodeURIComponent('👍')),
    query: queryOf[name] ?? '',
    ...(body === undefined ? {} : { body }),
  };
}
