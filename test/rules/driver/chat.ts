import { afterAll, beforeAll } from 'vitest';
import type { Chat, TokenOptions } from '../../support/chat.ts';
import type { Device } from '../../support/device.ts';
import { joinedTalk, newTalk, Person, Talk, type JoinedTalk } from '../../support/people.ts';
import { openInProcess } from './in-process.ts';
import { openOverSockets } from './over-sockets.ts';
import { expectPromisedForm } from './promises.ts';
import type { RuleChat, RuleOptions } from './rule-chat.ts';

/** Whether this run is against the running app, rather than in this process. */
export const isOverSockets = process.env.RULES_OVER === 'sockets';

/** What a test of a rule works with. */
export interface Rules extends Omit<RuleChat, 'stop'> {
  person(username: string, options?: TokenOptions): Promise<Person>;
  /** Two people and their empty thread. */
  talk(job?: { id: string; title?: string }): Promise<Talk>;
  /** The same, each having joined with a device. */
  joinedTalk(): Promise<JoinedTalk>;
}

/** The same chat, with each answer of REST held to what its endpoint promises, and tokens of that lifetime. */
function withPromisedForms(chat: RuleChat, tokenSeconds: number): RuleChat {
  const rest: RuleChat['rest'] = async (token, method, path, body) => {
    const answer = await chat.rest<any>(token, method, path, body);
    expectPromisedForm(method, path, answer);
    return answer;
  };
  return {
    rest,
    token: (sub, options) => chat.token(sub, { expires_in: tokenSeconds, ...options }),
    open: (token) => chat.open(token),
    invoke: (functionName, payload) => chat.invoke(functionName, payload),
    nowMs: () => chat.nowMs(),
    wait: (ms) => chat.wait(ms),
    within: (ms, check) => chat.within(ms, check),
    table: chat.table,
    kill: (order) => chat.kill(order),
    loseDisconnects: (areLost) => chat.loseDisconnects(areLost),
    published: () => chat.published(),
    deadLetters: () => chat.deadLetters(),
    scanned: (uploadUrl, status) => chat.scanned(uploadUrl, status),
    stop: () => chat.stop(),
  };
}

/**
 * Opens a chat for the test file and closes it at the end. The project that runs the file decides what it is: the
 * handlers in this process over a real table, or the running app over real sockets. Tokens are valid for
 * `tokenSeconds`. `isAlone`: no other file uses the same running app. `hasStream`: in this process too, the table's
 * stream is read while time passes.
 */
export function setUpChat(
  options: RuleOptions = {},
  { tokenSeconds = 3_600, isAlone = false, hasStream = false } = {},
): Rules {
  let chat: RuleChat;
  beforeAll(async () => {
    const opened = await (isOverSockets ? openOverSockets(options, isAlone) : openInProcess(options, { hasStream }));
    chat = withPromisedForms(opened, tokenSeconds);
  });
  afterAll(() => chat?.stop());
  return {
    token: (sub, given) => chat.token(sub, given),
    open: (token): Promise<Device> => chat.open(token),
    rest: (token, method, path, body) => chat.rest(token, method, path, body),
    invoke: (functionName, payload) => chat.invoke(functionName, payload),
    nowMs: () => chat.nowMs(),
    wait: (ms) => chat.wait(ms),
    within: (ms, check) => chat.within(ms, check),
    get table() {
      return chat.table;
    },
    kill: (order) => chat.kill(order),
    loseDisconnects: (areLost) => chat.loseDisconnects(areLost),
    published: () => chat.published(),
    deadLetters: () => chat.deadLetters(),
    scanned: (uploadUrl, status) => chat.scanned(uploadUrl, status),
    person: (username, given) => Person.create<Chat>(chat, username, given),
    talk: (job) => newTalk<Chat>(chat, job),
    joinedTalk: () => joinedTalk<Chat>(chat),
  };
}
